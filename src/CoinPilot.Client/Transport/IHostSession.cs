using CoinPilot.Hosts;
using CoinPilot.Runs;

namespace CoinPilot.Transport;

/// <summary>One connection to one host, on which commands run, several at a time.</summary>
public interface IHostSession : IAsyncDisposable
{
    /// <summary>user@host:port.</summary>
    string Description { get; }

    /// <summary>
    /// Runs shell text made by <see cref="RemoteCommand.ToShell"/>. Lines of standard output are handed out as they
    /// come and collected too, up to <see cref="OutputLimit.Output"/>. A command that exits non-zero is a result, not an exception.
    /// </summary>
    /// <param name="timeout">From now until the command has ended; <see cref="Timeout.InfiniteTimeSpan"/> for none.</param>
    /// <param name="ct">Closes the channel; the program on the host gets no signal and ends when it next writes.</param>
    /// <exception cref="ContactLostException">The connection was lost, or <paramref name="timeout"/> passed.</exception>
    Task<CommandResult> RunAsync(string shellText, CommandInput input, Action<string>? onOutputLine, TimeSpan timeout, CancellationToken ct);

    /// <summary>Another connection to the same host, with the same login: for when this one is lost.</summary>
    /// <exception cref="DeploymentException">The host can't be reached, or refuses the login.</exception>
    Task<IHostSession> AnotherAsync(CancellationToken ct);
}
