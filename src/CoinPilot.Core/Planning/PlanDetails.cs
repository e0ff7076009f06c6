using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Compose;
using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Planning;

/// <summary>The foresight of one deployment; pure.</summary>
public static class PlanDetails
{
    // What stands for a release's id in a text that is compared.
    private const string AnyRelease = "RELEASE";

    public static PlanDetail Of(ReleaseRequest request, Release release, HostState host, HostPreview preview, bool force)
    {
        var current = Planner.CurrentOf(host);
        var reused = force ? [] : Planner.Reused(release.Manifest, current);
        var images = ImagePlan.Of(request, reused, current, preview);
        var services = ServiceChanges.Of(request, current, host, preview, images);
        return new(
            services,
            images,
            current is null ? [] : [.. Drift.Of(current, host), .. Drift.Notes(current, host, preview, request.UnitName)],
            [.. Files(request, release, host, preview)],
            Gate(request, release.Manifest),
            Covered(host, release.Manifest),
            NotCovered(request, services))
        {
            Data = preview.Data,
        };
    }

    private static IEnumerable<ChangedFile> Files(ReleaseRequest request, Release release, HostState host, HostPreview preview)
    {
        var before = host.UnitText?.Replace(host.Current, AnyRelease, StringComparison.Ordinal);
        var after = release.Unit.Replace(release.Id.Text, AnyRelease, StringComparison.Ordinal);
        if (before is not null && before != after)
        {
            yield return new(request.UnitName, ChangedFileText.Plain(before), ChangedFileText.Plain(after));
        }

        if (host.Current is "none" or "foreign")
        {
            yield break;
        }

        var written = request.ComposeFiles.ToDictionary(file => file.Key, file => file.Value);
        foreach (var (name, text) in preview.CurrentFiles.Where(file => file.Key != ReleaseFile.Override).OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            yield return new(name, ComposeMask.Of(text), written.TryGetValue(name, out var now) ? ComposeMask.Of(now) : null);
        }
    }

    private static string Gate(ReleaseRequest request, ReleaseManifest manifest)
    {
        var gate = Planner.GateOf(manifest);
        var total = string.Create(CultureInfo.InvariantCulture, $"at most {gate.Budget.TotalSeconds:0} s");
        if (manifest.GateTimeoutSeconds is not null)
        {
            return $"{total}: --gate-timeout says so";
        }

        var slowest = gate.Services.Where(service => service.IsRequired).MaxBy(service => service.Budget);
        return slowest is null
            ? $"{total}: no service is required"
            : string.Create(CultureInfo.InvariantCulture,
                $"{total}: {slowest.Service} may take {slowest.Budget.TotalSeconds:0} s ({Source(request.Project.Find(slowest.Service)!)}), then {gate.StableFor.TotalSeconds:0} s without a change");
    }

    private static string Source(ComposeService service)
    {
        if (StackBudgets.HealthLimit(service) == TimeSpan.Zero)
        {
            return "it has no healthcheck";
        }

        var check = service.Healthcheck!;
        return string.Create(CultureInfo.InvariantCulture,
            $"its healthcheck: start_period {Seconds(check.StartPeriod, TimeSpan.Zero)} s + (retries {check.Retries ?? HealthDefaults.Retries} + 1) × (interval {Seconds(check.Interval, HealthDefaults.Interval)} s + timeout {Seconds(check.Timeout, HealthDefaults.Timeout)} s)");
    }

    private static string Seconds(TimeSpan? given, TimeSpan otherwise) =>
        (given ?? otherwise).TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture);

    private static ImmutableArray<string> Covered(HostState host, ReleaseManifest manifest) => host.Current switch
    {
        "none" => ["nothing was there before: a failed deployment removes its unit, containers and networks again"],
        "foreign" => ["the unit that is there now, byte for byte, and its containers with the images that they run"],
        _ =>
        [
            "unit, Compose files and shipped configuration",
            "the images that ran before the switch, which stay on the host: nothing is pulled or built",
            .. manifest.ShippedEnvDigest is null ? (string[])[] : ["the shipped .env"],
        ],
    };

    private static ImmutableArray<string> NotCovered(ReleaseRequest request, ImmutableArray<ServiceChange> services)
    {
        var volumes = request.Project.Volumes.Select(volume => volume.Name).ToArray();
        var writers = request.Project.Services
            .Where(service => services.Any(change => change.Service == service.Name && change is { Fate: ServiceFate.Recreate, IsCertain: true })
                && service.Volumes.Any(mount => !mount.ReadOnly && mount.Type is "volume" or "bind"))
            .Select(service => service.Name).ToArray();
        return
        [
            volumes.Length == 0 ? "databases and files that containers write" : $"databases and files in volumes ({string.Join(", ", volumes)}) and other writable mounts",
            .. writers.Length == 0 ? (string[])[] : [$"what {string.Join(", ", writers)} {(writers.Length == 1 ? "writes" : "write")} after the start: a new version may change its data so that the old one can't read it"],
            .. request.ShippedEnvDigest is null ? ["the host's own .env"] : (string[])[],
            .. request.HostDirectory is { } checkout ? [$"configuration in {checkout}, which is used where it lies"] : (string[])[],
            "DNS, other hosts, and what was sent to them",
        ];
    }
}
