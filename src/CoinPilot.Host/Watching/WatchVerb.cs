using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Probing;
using CoinPilot.Agent.Serving;
using CoinPilot.Agent.Time;
using CoinPilot.Hosts;
using CoinPilot.Protocol;

namespace CoinPilot.Agent.Watching;

/// <summary>What the containers do, one look a second.</summary>
internal sealed class WatchVerb(HostParts host, VerbContext context)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    private readonly StackContainers stack = new(host.Docker, context.Scope.Project);
    private readonly Endings endings = new(host);
    private readonly ServingNotes serving = new(host, AppPlaces.Of(context.Scope), context.Scope.Project, context.WarnAsync);
    private readonly StackMask mask = new(host.Files, AppPlaces.Of(context.Scope));

    public async Task<NoAnswer> RunAsync(WatchRequest request, CancellationToken ct)
    {
        ImmutableArray<ContainerState>? before = null;
        var ps = ComposePs.None;
        await using ProbesBeside probes = new(host, AppPlaces.Of(context.Scope), ct);
        for (var end = host.Clock.Uptime + TimeSpan.FromSeconds(request.Seconds); host.Clock.Uptime < end; await host.Clock.DelayAsync(BetweenLooks, ct).ConfigureAwait(false))
        {
            var uptime = host.Clock.Uptime;
            var now = await LookAsync(ct).ConfigureAwait(false);
            if (now is { } containers)
            {
                ps = before is { } last && last.SequenceEqual(containers, ContainerComparer.Instance) ? ps : await AskPsAsync(ct).ConfigureAwait(false);
                var answers = await probes.LookAsync(containers).ConfigureAwait(false);
                await context.Tell(new StackSample(uptime, [.. containers.Where(container => !container.IsOneOff).Select(Masked)], ps) { Probes = answers }).ConfigureAwait(false);
            }

            // What could not be read says nothing about the containers, and the next look is a whole one.
            before = now;
        }

        return NoAnswer.Instance;
    }

    // Null when the engine does not answer in time.
    private async Task<ImmutableArray<ContainerState>?> LookAsync(CancellationToken ct)
    {
        try
        {
            return await host.Clock.WithinAsync(Bound, SeeAsync, ct).ConfigureAwait(false);
        }
        catch (Exception error) when (error is DockerSilentException or TimeoutException)
        {
            return null;
        }
    }

    private async Task<ImmutableArray<ContainerState>> SeeAsync(CancellationToken ct)
    {
        await serving.NoteAsync(ct).ConfigureAwait(false);
        return await endings.TellAsync(await stack.StatesAsync(ct).ConfigureAwait(false), ct).ConfigureAwait(false);
    }

    private async Task<ComposePs> AskPsAsync(CancellationToken ct)
    {
        var said = await host.Docker.ComposeAsync(new(["--project-name", context.Scope.Project, "ps", "--all", "--format", "json"], Bound), ct).ConfigureAwait(false);
        return ComposePs.Parse([.. said.Lines], said.Succeeded ? null : string.Create(CultureInfo.InvariantCulture, $"it ended with exit code {said.ExitCode}"));
    }

    // Docker quotes the command of a container that it can't start.
    private ContainerState Masked(ContainerState container) => container.Error.Length == 0 ? container : container with { Error = mask.OfCurrent().Apply(container.Error) };
}
