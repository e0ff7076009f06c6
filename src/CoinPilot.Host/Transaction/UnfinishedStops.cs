using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Serving;

namespace CoinPilot.Agent.Transaction;

/// <summary>
/// What Docker was asked to stop it stops, also when whoever asked is gone: a Compose that was ended in the middle of an
/// <c>up</c>. As long as that takes, the next <c>up</c> takes it for running, and nobody starts it again. So it is waited for (D024).
/// </summary>
internal sealed class UnfinishedStops(HostParts host, string project, VerbContext context)
{
    // HUP, USR1, USR2 and WINCH tell a program something; the others end it.
    private static readonly ImmutableHashSet<string> Harmless = ["1", "10", "12", "28", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGWINCH"];

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);

    public async Task FinishAsync(CancellationToken ct)
    {
        var containers = await new StackContainers(host.Docker, project).AllAsync(ct).ConfigureAwait(false);
        var grace = GracePeriod.LongestOf(containers.Select(one => one.State));
        var now = host.Clock.Now;
        var events = await host.Docker.EventsAsync(
            now - grace - Margin,
            now,
            ct,
            [("type", "container"), ("event", "kill"), ("event", "die"), ("event", "start"), .. ComposeLabels.OfProject(project)]).ConfigureAwait(false);

        // Docker writes a container's labels, which come with its image, over what it says of an event: where one is named
        // like the signal, each is taken for a stop, and a start follows (D031).
        var unsure = containers.Where(one => one.Labels.ContainsKey("signal")).Select(one => one.State.Id).ToHashSet();
        var stopping = events.Where(one => !(one.Action == "kill" && Harmless.Contains(one.Signal) && !unsure.Contains(one.Id)))
            .GroupBy(one => one.Id).Where(one => one.Last().Action == "kill").Select(one => one.Key)
            .Select(id => containers.FirstOrDefault(container => container.State.Id == id)?.State)
            .Where(state => state is { Status: "running" or "restarting" or "paused" });
        await Task.WhenAll(stopping.Select(async state =>
        {
            await context.SayAsync($"waiting until Docker has stopped what it was asked to stop ({state!.Name})").ConfigureAwait(false);
            await host.Docker.StopAsync(state.Id, state.StopTimeout, ct).ConfigureAwait(false);
        })).ConfigureAwait(false);
    }
}
