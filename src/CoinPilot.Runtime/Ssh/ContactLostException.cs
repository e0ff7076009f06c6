namespace CoinPilot.Ssh;

/// <summary>The connection was lost, or given up, while a command ran: what the host does is not known; the host decides.</summary>
public class ContactLostException(string message, bool mayHaveRun = true, Exception? inner = null)
    : DeploymentException(message, CoinPilot.ExitStatus.ContactLost, inner)
{
    /// <summary>False only when the command surely never reached the host.</summary>
    public bool MayHaveRun { get; } = mayHaveRun;
}

/// <summary>A command that had not ended in its time; the connection lives, the command may go on.</summary>
public sealed class CommandTimedOutException(string message) : ContactLostException(message);
