using Renci.SshNet;

namespace CoinPilot.Transport;

/// <summary>The channels of one connection: some are opened ahead, and those being closed are remembered.</summary>
internal sealed class CommandChannels(SshClient client)
{
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _closing = [];
    private readonly Queue<CommandChannel> _ahead = [];
    private bool _done;

    /// <summary>Opens channels, so that they wait when they are asked for.</summary>
    public void Prepare(int count)
    {
        lock (_gate)
        {
            while (!_done && client.IsConnected && count-- > 0)
            {
                _ahead.Enqueue(new CommandChannel(client));
            }
        }
    }

    public CommandChannel Take()
    {
        lock (_gate)
        {
            // A host that allows few sessions may have refused one.
            while (_ahead.TryDequeue(out var next))
            {
                if (!next.IsUseless)
                {
                    return next;
                }
            }
        }

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
            while (_ahead.TryDequeue(out var next))
            {
                _closing.Add(next.CloseAsync());
            }

            return Task.WhenAll(_closing);
        }
    }
}
