using CoinPilot.Runs;
using Renci.SshNet;
using static CoinPilot.Transport.BlockingWork;

namespace CoinPilot.Transport;

/// <summary>
/// A channel on which a shell waits for one command. SSH.NET waits for the answer to opening a channel and again for the
/// one to exec before it lets the input go: opened ahead of time, a command and its payload take one round trip, not three (D061).
/// </summary>
internal sealed class CommandChannel
{
    // read takes no byte beyond its line and head none beyond its count, so the payload stays for the command.
    // The system's programs come before those that the login puts into its PATH, and nothing else of its environment is left (D034).
    private const string Waiter = """exec /usr/bin/env -i HOME="$HOME" PATH=/usr/sbin:/usr/bin:/sbin:/bin:"$PATH" /bin/sh -c 'IFS= read -r n && eval "$(head -c "$n")"' coinpilot""";

    private readonly Task<Task> _started;

    public CommandChannel(SshClient client)
    {
        Command = client.CreateCommand(Waiter);
        _started = OnThread(() => LeftBehind.Observed(Command.ExecuteAsync(CancellationToken.None)));
    }

    public SshCommand Command { get; }

    /// <summary>Ended, or refused, before it was given anything.</summary>
    public bool IsUseless => _started.IsCompleted && (!_started.IsCompletedSuccessfully || _started.Result.IsCompleted);

    /// <summary>Once the shell waits: the task that ends with the command.</summary>
    public Task<Task> StartedAsync(Task<string> lost, CancellationToken ct) => Either(_started, lost, ct);

    /// <summary>Closes the channel in the background, once it has been opened; never fails.</summary>
    public async Task CloseAsync()
    {
        await Task.WhenAny(_started);
        await Task.WhenAny(OnThread(Command.Dispose));
    }
}
