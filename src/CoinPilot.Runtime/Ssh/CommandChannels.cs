using Renci.SshNet;

namespace CoinPilot.Ssh;

/// <summary>The channels of one connection: one is always open ahead, and those being closed are remembered.</summary>
internal sealed class CommandChannels(SshClient client)
{
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _closing = [];
    private CommandChannel? _next;
    private bool _done;

    /// <summary>Opens the next channel, so that it waits when it is asked for.</summary>
    public void Prepare()
    {
        lock (_gate)
        {
            if (!_done && client.IsConnected)
            {
                _next ??= new CommandChannel(client);
            }
        }
    }

    public CommandChannel Take()
    {
        lock (_gate)
        {
            var next = _next;
            _next = null;
            if (next is not { IsUseless: true })
            {
                return next ?? new CommandChannel(client);
            }
        }

        // A host that allows few sessions may have refused it while the last command ran.
        return new CommandChannel(client);
    }

    /// <summary>Remembers a close that goes on in the background.</summary>
    public Task Track(Task close)
    {
        lock (_gate)
        {
            _closing.Add(close);
        }

        return close.ContinueWith(
            t =>
            {
                lock (_gate)
                {
                    _closing.Remove(t);
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    /// <summary>No more channels; completes when every one is closed.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _done = true;
            if (_next is { } next)
            {
                _next = null;
                _closing.Add(next.CloseAsync());
            }

            return Task.WhenAll(_closing);
        }
    }
}
