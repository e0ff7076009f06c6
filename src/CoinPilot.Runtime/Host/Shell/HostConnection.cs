using CoinPilot.Hosts;
using CoinPilot.Runs;
using CoinPilot.Ssh;

namespace CoinPilot.Host.Shell;

/// <summary>The host program's verbs over one SSH connection.</summary>
public sealed class HostConnection(IHostSession session, HostIdentity identity) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private HostServer? server;

    /// <summary>user@host:port, for messages.</summary>
    public string Description => session.Description;

    /// <summary>Brings the program to the host, so that the next verb is answered after one round trip.</summary>
    /// <param name="isForPreview">The next verb is <c>preview</c>: the host begins to look around at once.</param>
    /// <param name="timeout">Until then it must run.</param>
    public Task PrepareAsync(bool isForPreview, TimeSpan timeout, CancellationToken ct) => Server(isForPreview).ReadyAsync(timeout, ct);

    /// <summary>
    /// Runs a verb to its end, after those that were asked for before; <paramref name="onFact"/> sees each line as it comes.
    /// Throws <see cref="DeploymentException"/> when the program could not be started at all.
    /// </summary>
    /// <param name="timeout">From now on, whatever it has to wait for.</param>
    /// <param name="ct">Gives up: also what was asked for after it on this connection.</param>
    /// <param name="onlyAfterSuccess">The host refuses it (30) unless the verb before it ended with 0: so both are sent at once.</param>
    public Task<VerbResult> RunAsync(
        string verb,
        IEnumerable<string> arguments,
        Stream? payload,
        Action<string, string>? onFact,
        TimeSpan timeout,
        CancellationToken ct,
        bool onlyAfterSuccess = false)
    {
        ct.ThrowIfCancellationRequested();
        ShellRequest request = new(verb, [.. identity.Arguments, .. arguments], payload, onFact, onlyAfterSuccess);
        return Server().RunAsync(request, timeout, ct);
    }

    /// <summary>Runs a verb beside the others, on a channel of its own that ends with <paramref name="ct"/>.</summary>
    public async Task<VerbResult> RunBesideAsync(
        string verb, IEnumerable<string> arguments, Action<string, string> onFact, TimeSpan timeout, CancellationToken ct)
    {
        var started = false;
        var shell = HostProgram.Bootstrap(verb, [.. identity.Arguments, .. arguments], identity.IsRoot);
        var result = await session.RunAsync(shell, CommandInput.Of(HostProgram.Packed), Forward, timeout, ct).ConfigureAwait(false);
        return started || result.Succeeded
            ? new(verb, result.ExitCode ?? ExitStatus.Failure, HostFacts.Parse(result.Output), result.Error)
            : throw await NotStartedAsync(result).ConfigureAwait(false);

        void Forward(string line)
        {
            var parts = line.Split('\t', 2);
            if (parts.Length == 2)
            {
                started = true;
                onFact(parts[0], parts[1]);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (gate)
        {
            server?.Dispose();
        }

        return session.DisposeAsync();
    }

    private HostServer Server(bool isForPreview = false)
    {
        lock (gate)
        {
            // One that was given up takes its channel with it; the connection may be as good as before.
            return server is { IsOver: false } ? server : server = new(session, identity, isForPreview, NotStartedAsync);
        }
    }

    private Task<AgentNotRunException> NotStartedAsync(CommandResult result) => LoginProbe.ExplainAsync(session, identity, result);
}
