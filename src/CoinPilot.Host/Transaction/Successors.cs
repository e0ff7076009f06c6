using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Observation;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>
/// New containers beside the old ones, which are stopped once the new ones serve (D103). Compose makes the second container
/// of a service; which one goes is said to Docker, by its id: of two, Compose takes the new one away, or the old one,
/// depending on its version.
/// </summary>
/// <param name="conf">Of the release that they are made from.</param>
internal sealed class Successors(TransactionParts parts, ReleaseConf conf)
{
    private const int LogLines = 20;

    private static readonly TimeSpan MakeBound = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(0.25);

    private readonly IDocker docker = parts.Host.Docker;

    /// <summary>The containers of one service, somebody's errands apart.</summary>
    public static async Task<ImmutableArray<ContainerDetail>> ContainersAsync(IDocker docker, string project, string service, CancellationToken ct) =>
        [.. (await new StackContainers(docker, project).AllAsync(ct).ConfigureAwait(false)).Where(one => one.State.Service == service && !one.State.IsOneOff)];

    /// <summary>One service after the other; null when each has its successor, or needs none, else why one does not serve: it is gone again then, and the old one serves.</summary>
    public async Task<string?> ReplaceAsync(Leaving leaving, CancellationToken ct)
    {
        var noted = leaving.Noted;
        foreach (var (service, budget) in conf.StartFirst)
        {
            if (noted.GetValueOrDefault(service) is { } id && await ReplaceAsync(service, id, budget, ct).ConfigureAwait(false) is { } why)
            {
                return why;
            }
        }

        return null;
    }

    /// <summary>Waits until a container is healthy; null when it is, else why it is not.</summary>
    public static async Task<string?> UntilHealthyAsync(HostParts host, string id, TimeSpan budget, CancellationToken ct)
    {
        for (var begun = host.Clock.Uptime; ;)
        {
            var state = (await host.Docker.ContainerAsync(id, ct).ConfigureAwait(false))?.State;
            switch (state)
            {
                case null:
                    return "it is gone";
                case { Status: "running", Health: "healthy" }:
                    return null;
                case { Status: "exited" or "dead" }:
                    return string.Create(CultureInfo.InvariantCulture, $"it ended with {state.ExitCode}");
                case { Health: "unhealthy" }:
                    return "it is unhealthy";
                case var late when host.Clock.Uptime - begun >= budget:
                    return string.Create(CultureInfo.InvariantCulture, $"it is {(late.Health.Length > 0 ? late.Health : late.Status)} after {budget.TotalSeconds:0} s");
                default:
                    await host.Clock.DelayAsync(BetweenLooks, ct).ConfigureAwait(false);
                    break;
            }
        }
    }

    /// <summary>Stops a container within its own grace period, and removes it.</summary>
    public static async Task RetireAsync(TransactionParts parts, ContainerState container, CancellationToken ct)
    {
        await parts.Host.Docker.StopAsync(container.Id, container.StopTimeout, ct).ConfigureAwait(false);
        if (!await parts.Host.Docker.RemoveContainerAsync(container.Id, ct).ConfigureAwait(false))
        {
            await parts.Context.WarnAsync($"{container.Name} could not be removed").ConfigureAwait(false);
        }
    }

    private async Task<string?> ReplaceAsync(string service, string leaving, TimeSpan budget, CancellationToken ct)
    {
        var there = await ContainersAsync(docker, conf.Project, service, ct).ConfigureAwait(false);
        if (there.FirstOrDefault(one => one.State.Id == leaving) is not { } old)
        {
            return null; // an earlier try has replaced it
        }

        if (there.Length == 1 && old.State.Status != "running")
        {
            return null; // nobody to serve meanwhile: the start replaces it
        }

        if (there.Length == 1 && await MakeAsync(service, ct).ConfigureAwait(false) is { } refused)
        {
            return $"{service}: no second container could be made: {refused}";
        }

        if ((await ContainersAsync(docker, conf.Project, service, ct).ConfigureAwait(false)).FirstOrDefault(one => one.State.Id != leaving) is not { } made)
        {
            return $"{service}: Compose made no second container";
        }

        if (await IsNeededAsync(service, old, made, ct).ConfigureAwait(false))
        {
            return await HandOverAsync(service, old.State, made.State, budget, ct).ConfigureAwait(false);
        }

        await RetireAsync(parts, made.State, ct).ConfigureAwait(false);
        return null;
    }

    // With its dependencies left alone: without them Compose would write another hash to it, and replace it at the start.
    private async Task<string?> MakeAsync(string service, CancellationToken ct)
    {
        ImmutableArray<string> words =
        [
            .. ReleaseCompose.Words(parts.Places, conf, conf.ComposeFiles),
            "up", "--no-start", "--no-recreate", "--no-build", "--pull", "never", "--scale", $"{service}=2", "--", service,
        ];
        var made = await docker.ComposeAsync(new(words, MakeBound), ct).ConfigureAwait(false);
        return made.Succeeded ? null : (made.Output + made.Error).Trim();
    }

    // Only made, and never started: then Compose would have left the old one as it is.
    private async Task<bool> IsNeededAsync(string service, ContainerDetail old, ContainerDetail made, CancellationToken ct)
    {
        if (old.State.ConfigHash == made.State.ConfigHash && old.State.Image == made.State.Image && !MovedServices.IsMoved(parts, service))
        {
            return false;
        }

        var runs = (await docker.ContainersAsync(all: false, ct, ComposeLabels.OfProject(conf.Project)).ConfigureAwait(false)).Select(one => one.Labels.GetValueOrDefault(ComposeLabels.Service)).ToHashSet();
        var lacking = made.Needs.FirstOrDefault(needed => !runs.Contains(needed));
        if (lacking is not null)
        {
            await parts.Context.SayAsync($"{service}: {lacking}, which it depends on, does not run yet: the old one is stopped first").ConfigureAwait(false);
        }

        return lacking is null;
    }

    private async Task<string?> HandOverAsync(string service, ContainerState old, ContainerState made, TimeSpan budget, CancellationToken ct)
    {
        // Where the old one does not run any more, an earlier try has seen the new one serve.
        var why = made.Status == "running" ? null : await docker.StartAsync(made.Id, ct).ConfigureAwait(false);
        why ??= await UntilHealthyAsync(parts.Host, made.Id, budget, ct).ConfigureAwait(false);
        if (why is not null)
        {
            var words = await LastWordsAsync(made.Id, ct).ConfigureAwait(false);
            await docker.RemoveContainerAsync(made.Id, ct).ConfigureAwait(false);
            var runs = await docker.ContainerAsync(old.Id, ct).ConfigureAwait(false) is { State: { Status: "running" } now } && now.StartedAt == old.StartedAt;
            return $"{service}: the new one does not serve, {why}; it is removed, the old one {(runs ? "has served all the time" : "has ended, too")}{words}";
        }

        await RetireAsync(parts, old, ct).ConfigureAwait(false);
        await parts.Context.SayAsync($"{service}: the new one serves, the old one has been stopped").ConfigureAwait(false);
        return null;
    }

    // It goes with all that it said.
    private async Task<string> LastWordsAsync(string id, CancellationToken ct)
    {
        List<string> lines = [];
        try
        {
            if (await docker.ContainerAsync(id, ct).ConfigureAwait(false) is { HealthOutput: { Length: > 0 } health })
            {
                lines.Add($"its healthcheck said: {health.Trim()}");
            }

            await foreach (var line in docker.LogsAsync(id, since: null, LogLines, follow: false, withTimes: false, ct).ConfigureAwait(false))
            {
                lines.Add(line.TrimEnd());
            }
        }
        catch (DockerSilentException error)
        {
            lines.Add($"its last words could not be read: {error.Message}");
        }

        return string.Concat(lines.Select(line => $"\n{line}"));
    }
}
