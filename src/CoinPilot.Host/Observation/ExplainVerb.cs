using System.Collections.Immutable;
using System.Text;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Serving;
using CoinPilot.Agent.Time;
using CoinPilot.Protocol;

namespace CoinPilot.Agent.Observation;

/// <summary>The last words of services, masked.</summary>
internal sealed class ExplainVerb(HostParts host, VerbContext context)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    public async Task<ExplainAnswer> RunAsync(ExplainRequest request, CancellationToken ct)
    {
        var mask = new StackMask(host.Files, AppPlaces.Of(context.Scope)).OfCurrent();
        var containers = ImmutableArray.CreateBuilder<LastWords>();
        foreach (var service in request.Services)
        {
            foreach (var id in await ContainersOfAsync(service, ct).ConfigureAwait(false))
            {
                var log = await LogAsync(id, request.Lines, ct).ConfigureAwait(false);
                var (health, why) = await DetailAsync(id, log, ct).ConfigureAwait(false);
                containers.Add(new(service, mask.Apply(log + why), mask.Apply(health)));
            }
        }

        return new(containers.ToImmutable());
    }

    // An engine that is away leaves nothing to tell, which is no reason to fail.
    private async Task<ImmutableArray<string>> ContainersOfAsync(string service, CancellationToken ct)
    {
        try
        {
            var found = await host.Docker.ContainersAsync(
                all: true, ct, [.. ComposeLabels.OfProject(context.Scope.Project), ("label", $"{ComposeLabels.Service}={service}")]).ConfigureAwait(false);
            return [.. found.Select(one => one.Id)];
        }
        catch (DockerSilentException)
        {
            return [];
        }
    }

    private async Task<string> LogAsync(string id, int lines, CancellationToken ct)
    {
        StringBuilder text = new();
        try
        {
            await host.Clock.WithinAsync(Bound, ReadAsync, ct).ConfigureAwait(false);
        }
        catch (Exception error) when (error is DockerSilentException or TimeoutException)
        {
            text.Append(error.Message).Append('\n');
        }

        return text.ToString();

        async Task<bool> ReadAsync(CancellationToken stop)
        {
            await foreach (var line in host.Docker.LogsAsync(id, since: null, lines, follow: false, withTimes: false, stop).ConfigureAwait(false))
            {
                text.Append(line).Append('\n');
            }

            return true;
        }
    }

    private async Task<(string Health, string Why)> DetailAsync(string id, string log, CancellationToken ct)
    {
        try
        {
            var detail = await host.Docker.ContainerAsync(id, ct).ConfigureAwait(false);
            var why = await ExecTrouble.ExplainAsync(host.Docker, id, $"{log}\n{detail?.State.Error}", ct).ConfigureAwait(false);
            return (detail?.HealthOutput ?? "", why is null ? "" : $"→ {why}\n");
        }
        catch (DockerSilentException)
        {
            return ("", "");
        }
    }
}
