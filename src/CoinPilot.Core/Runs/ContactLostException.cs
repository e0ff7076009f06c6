namespace CoinPilot.Runs;

/// <summary>The connection was lost, or given up, while a command ran: what the host does is not known; the host decides.</summary>
public class ContactLostException(string message, bool mayHaveRun = true, Exception? inner = null)
    : DeploymentException(message, FailureKind.ContactLost, inner)
{
    /// <summary>False only when the command surely never reached the host.</summary>
    public bool MayHaveRun { get; } = mayHaveRun;

    /// <summary>What broke the connection, where that is known.</summary>
    public string? Cause { get; private init; }

    public static ContactLostException Of(string description, string cause, bool mayHaveRun, Exception? inner)
    {
        var consequence = mayHaveRun ? $"What the command did is not known: {Commands.Status} shows what the host decided" : "The command was not sent: try again once the host can be reached";
        return new($"The connection to {description} was lost: {cause.TrimEnd('.')}. {consequence}.", mayHaveRun, inner) { Cause = cause };
    }
}

/// <summary>A command that had not ended in its time; the connection lives, the command may go on.</summary>
public sealed class CommandTimedOutException(string message) : ContactLostException(message)
{
    public static CommandTimedOutException After(TimeSpan timeout, string description) =>
        new($"{description}: a command had not ended after {timeout.TotalSeconds:0.#} s and may still run there. Next: look at the host ({Commands.Status}) before you try again.");
}
