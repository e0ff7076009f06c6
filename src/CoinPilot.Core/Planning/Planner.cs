using System.Collections.Immutable;
using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Protocol;
using CoinPilot.Releases;

namespace CoinPilot.Planning;

/// <summary>The way from an observed host to a release; pure.</summary>
public static class Planner
{
    // As long as the host waits for a container that Docker would never kill.
    private const int Forever = 3600;

    /// <summary>The plan that brings <paramref name="wanted"/> to the host, or finds that it is there already.</summary>
    public static DeploymentPlan Deploy(ReleaseManifest wanted, HostState host, bool force)
    {
        var manifest = CurrentOf(host);
        var reasons = Differences(wanted, manifest, host, force);
        if (reasons.IsEmpty)
        {
            return new(PlanIntent.Unchanged, manifest!, host.Current, [], []);
        }

        return new(
            PlanIntent.Deploy, wanted, host.Current, reasons,
            [
                Stage(wanted, force ? null : manifest),
                .. Switched(wanted, host, hold: false),
            ])
        {
            Retiring = Retiring(wanted, host),
        };
    }

    /// <summary>
    /// The plan that goes back to <paramref name="release"/>, or to the newest confirmed one older than the current.
    /// Throws <see cref="DeploymentException"/> (exit 2) when there is none.
    /// </summary>
    public static DeploymentPlan Rollback(HostState host, string? release)
    {
        var target = RollbackChoice.Choose(host, release);
        var manifest = ReleaseManifest.Parse(target.Manifest ?? throw new DeploymentException(
            $"Release {target.Id} on {host.Hostname} has no manifest.json: it cannot be judged, so it is not started. Choose another with --release.",
            FailureKind.BadInput));
        if (target.Id == host.Current)
        {
            return new(PlanIntent.Restore, manifest, host.Current, ["it was asked for by its id"], [.. Restored(manifest, host), .. Held(manifest)]);
        }

        return new(
            PlanIntent.Rollback, manifest, host.Current,
            [release is null ? $"{target.Id} is the newest confirmed release before {host.Current}" : "it was asked for by --release"],
            [.. Restored(manifest, host), .. Switched(manifest, host, hold: true)])
        {
            Retiring = Retiring(manifest, host),
        };
    }

    // The unit is there: only what it starts is put right, and a boot leaves that as it is.
    private static ImmutableArray<HostStep> Held(ReleaseManifest release) =>
    [
        new(new StartRequest(release.Release, Hold: true), "the release's own images under their names, on hold, docker compose up without build or pull"),
        new(Watched(release), $"required services good for {release.StableForSeconds} s without a restart"),
    ];

    private static WatchRequest Watched(ReleaseManifest release) => new((int)Math.Ceiling(GateOf(release).WatchTime.TotalSeconds));

    /// <summary>How long the containers of services that are not in a release may take to stop.</summary>
    public static TimeSpan Retiring(ReleaseManifest release, HostState host) => Seconds(host.Containers
        .Where(container => container.Status is "running" or "restarting" or "paused" && release.Services.All(service => service.Name != container.Service))
        .Sum(container => container.StopTimeout < 0 ? Forever : Math.Min(container.StopTimeout, Forever)));

    // A prune takes the tags of releases that no container uses.
    private static IEnumerable<HostStep> Restored(ReleaseManifest release, HostState host)
    {
        var gone = release.Services.Where(service => !host.KeepsImage(release.Release, service.Name)).ToArray();
        if (gone.Length > 0)
        {
            yield return new(
                new RestoreRequest(release.Release, [.. gone.Select(service => new WantedImage(service.Name, service.ImageId, service.RepoDigest))]),
                $"images that are gone from the host: {string.Join(", ", gone.Select(service => service.Name))}; pulled by digest"
                    + (release.HostDirectory is null ? ", or built again from the release's own files" : "; what was built from the checkout can't be had again"));
        }
    }

    /// <summary>The same for whoever only looks: null also where this program can't read the manifest.</summary>
    public static ReleaseManifest? ReadableCurrentOf(HostState host) =>
        host.Find(host.Current)?.Manifest is { } text ? ReleaseManifest.TryParse(text).Manifest : null;

    /// <summary>What the host runs; null when that is no release of ours, or one without a manifest. Throws <see cref="UnknownFormatException"/>.</summary>
    public static ReleaseManifest? CurrentOf(HostState host) =>
        host.Find(host.Current)?.Manifest is { } text ? ReleaseManifest.Parse(text) : null;

    /// <summary>The steps from a staged release to a confirmed one.</summary>
    public static ImmutableArray<HostStep> Switched(ReleaseManifest release, HostState host, bool hold)
    {
        var within = release.ConfirmWithinSeconds + (int)Retiring(release, host).TotalSeconds;
        return
        [
            new(new SwitchRequest(release.Release, host.Current, hold, within),
                $"installs the unit; from here the host goes back by itself unless confirmed within {within} s"
                    + (hold ? "; the hold keeps a boot from pulling or building" : "")),
            new(new StartRequest(release.Release), $"docker compose up without build or pull: {string.Join(", ", release.Services.Select(service => service.Name))}"),
            new(Watched(release), $"required services good for {release.StableForSeconds} s without a restart"),
            new(new ConfirmRequest(release.Release), "over a new connection: the host keeps it, older releases are pruned"),
        ];
    }

    /// <summary>The gate that a release's manifest describes.</summary>
    /// <param name="release">What the host remembers of it since it was confirmed; null for one that is judged anew.</param>
    public static HealthGate GateOf(ReleaseManifest manifest, HostRelease? release = null) => new(
        [.. manifest.Services.Select(service => BudgetOf(service, release))],
        Seconds(manifest.StableForSeconds),
        manifest.GateTimeoutSeconds is { } timeout ? Seconds(timeout) : null);

    public static ServiceBudget BudgetOf(ManifestService service, HostRelease? release) => service.Budget with { Ran = release?.HasRun(service.Name) ?? false };

    /// <summary>The services that keep their image: what is built from the same input would give another one once the cache is gone.</summary>
    public static ImmutableArray<string> Reused(ReleaseManifest wanted, ReleaseManifest? current) => current is null ? [] :
    [
        .. wanted.Services
            .Where(service => service.BuildDigest is not null && current.Services.Any(before =>
                before.Name == service.Name && before.BuildDigest == service.BuildDigest && before.ImageId is not null))
            .Select(service => service.Name),
    ];

    private static HostStep Stage(ReleaseManifest wanted, ReleaseManifest? current)
    {
        var reused = Reused(wanted, current);
        return new(
            new StageRequest(wanted.Release, reused.IsEmpty ? null : current!.Release, reused),
            "adds the release beside the others: content, images under its own tags"
                + (reused.IsEmpty ? "" : $"; {string.Join(", ", reused)} built from the same input, not built again"));
    }

    private static ImmutableArray<string> Differences(ReleaseManifest wanted, ReleaseManifest? current, HostState host, bool force)
    {
        var reasons = ImmutableArray.CreateBuilder<string>();
        if (force)
        {
            reasons.Add("--force was given");
        }

        if (current is null)
        {
            reasons.Add(host.Current switch
            {
                "none" => "nothing is deployed there yet",
                "foreign" => "the installed unit was not made by CoinPilot",
                _ => $"release {host.Current} has no manifest.json on the host",
            });
            return reasons.ToImmutable();
        }

        if (current.ContentDigest != wanted.ContentDigest)
        {
            reasons.Add("the content differs (Compose files, configuration, contexts or unit)");
        }

        if (wanted.ShippedEnvDigest is null && host.IsEnvChangedSince(current))
        {
            reasons.Add("the host's .env has changed since");
        }

        reasons.AddRange(Drift.Of(current, host));
        return reasons.ToImmutable();
    }

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
