using System.Collections.Immutable;
using CoinPilot.Compose;
using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Planning;

/// <summary>What a deployment does to each service: the host's containers beside what Compose would make of the release (D056).</summary>
public sealed class ServiceChanges
{
    private readonly ReleaseRequest request;
    private readonly ReleaseManifest? current;
    private readonly HostState host;
    private readonly HostPreview preview;
    private readonly ImmutableArray<ImageWork> images;
    private readonly ReleaseManifest? staged;
    private readonly ConfigWords words;
    private readonly ILookup<string, ContainerState> containers;

    private ServiceChanges(ReleaseRequest request, ReleaseManifest? current, HostState host, HostPreview preview, ImmutableArray<ImageWork> images, ReleaseManifest? staged)
    {
        (this.request, this.current, this.host, this.preview, this.images, this.staged) = (request, current, host, preview, images, staged);
        words = new(request, preview);
        containers = host.Containers.ToLookup(container => container.Service);
    }

    /// <param name="images">Where staging takes each image from.</param>
    /// <param name="staged">The release as it was staged: with its images known, nothing is uncertain any more.</param>
    public static ImmutableArray<ServiceChange> Of(
        ReleaseRequest request, ReleaseManifest? current, HostState host, HostPreview preview, ImmutableArray<ImageWork> images, ReleaseManifest? staged = null) =>
        new ServiceChanges(request, current, host, preview, images, staged).All();

    private ImmutableArray<ServiceChange> All()
    {
        var own = request.Project.Services.ToDictionary(service => service.Name, Own);
        var (first, followers) = StartedFirst.Of(request.Project, [.. own.Values], current, host);
        var changes = request.Project.Services.Select(service => first.Of(service, Follow(own[service.Name], followers))).ToArray();
        var estimate = new InterruptionEstimate(
            request.Project,
            Names(changes, certain: true),
            Names(changes, certain: false),
            [.. request.Project.Services.Where(service => StackBudgets.HealthLimit(service) == TimeSpan.Zero && containers[service.Name].Any(container => container.Health.Length > 0)).Select(service => service.Name)]);
        return
        [
            .. changes.Select(change => change.Interrupts ? change with { Interruption = estimate.Of(request.Project.Find(change.Service)!) } : change),
            .. Gone(),
        ];
    }

    private static ImmutableHashSet<string> Names(IEnumerable<ServiceChange> changes, bool certain) =>
        [.. changes.Where(change => change.Interrupts && change.IsCertain == certain).Select(change => change.Service)];

    // What it does by itself, whatever it depends on.
    private ServiceChange Own(ComposeService service)
    {
        var there = containers[service.Name].ToImmutableArray();
        if (there.IsEmpty)
        {
            return new(service.Name, ServiceFate.Create, true, [], null, []);
        }

        var image = ImageChange(service, there);
        var differs = DiffersInConfiguration(service, there);
        ImmutableArray<string> differences = differs ? words.Of(service) : [];
        var reasons = ImmutableArray.CreateBuilder<string>();
        var isMoved = preview.Moved.Contains(service.Name);
        if (isMoved)
        {
            reasons.Add("it gets other volumes or networks");
        }
        else if (differs && differences.IsEmpty && image is null)
        {
            reasons.Add(host.IsEnvChangedSince(current)
                ? "a value of the host's .env is used in its configuration"
                : "its container was made from another configuration: by hand, or by another version of Compose");
        }

        var (perhaps, sure) = NewImage(service, there);
        if (!preview.Hashes.ContainsKey(service.Name))
        {
            perhaps ??= "the host's Compose does not say what it would compare";
        }

        if (differs || isMoved || image is not null || sure is not null)
        {
            if (sure is not null)
            {
                reasons.Add(sure);
            }

            return new(service.Name, ServiceFate.Recreate, true, reasons.ToImmutable(), image, differences);
        }

        var stopped = there.FirstOrDefault(container => container.Status is "exited" or "created" or "dead");
        if (perhaps is not null && stopped is null)
        {
            return new(service.Name, ServiceFate.Recreate, false, [perhaps], null, []);
        }

        return there.Length != service.Replicas
            ? new(service.Name, there.Length < service.Replicas ? ServiceFate.Create : ServiceFate.Remove, true, [$"{there.Length} → {service.Replicas} containers"], null, [])
            : stopped is not null
            ? new(service.Name, ServiceFate.Start, true, [stopped.EndedWell ? "a task that ended: each start runs it again" : $"its container is {stopped.Status}", .. perhaps is null ? (string[])[] : [perhaps]], null, [])
            : new(service.Name, ServiceFate.Untouched, true, [], null, []);
    }

    private bool DiffersInConfiguration(ComposeService service, ImmutableArray<ContainerState> there)
    {
        if (preview.Hashes.GetValueOrDefault(service.Name) is not { } hash)
        {
            return false;
        }

        return preview.Opaque.Contains(service.Name)
            ? preview.CurrentHashes.GetValueOrDefault(service.Name) is { } now && now != hash
            : there.Any(container => container.ConfigHash != hash);
    }

    private string? ImageChange(ComposeService service, ImmutableArray<ContainerState> there)
    {
        var wanted = preview.Images.GetValueOrDefault(service.Name) ?? service.Image;
        var runs = there.Select(container => container.Reference).FirstOrDefault(reference => reference.Length > 0 && reference != wanted);
        return wanted is null || runs is null || runs.StartsWith("sha256:", StringComparison.Ordinal) ? null : ImageNames.Change(runs, wanted);
    }

    // What staging finds out about the image itself: perhaps another one, or one that is surely not what runs.
    private (string? Perhaps, string? Sure) NewImage(ComposeService service, ImmutableArray<ContainerState> there)
    {
        if (staged?.Services.FirstOrDefault(after => after.Name == service.Name)?.ImageId is { } id)
        {
            return (null, there.Any(container => container.Image != id) ? "its image is another" : null);
        }

        var work = images.FirstOrDefault(image => image.Services.Contains(service.Name));
        switch (work?.Action)
        {
            case ImageAction.Build when words.OfBuild(service.Name) is { IsEmpty: false } changed:
                return (null, $"built anew: {string.Join(", ", changed)}");
            case ImageAction.Build:
                return ($"built again ({work.Note}); replaced only if that gives another image", null);
            case ImageAction.Pull when !work.Reference.Contains("@sha256:", StringComparison.Ordinal):
                return ($"{work.Reference} is pulled again; replaced only if the name means another image by then", null);
            case ImageAction.Reuse or ImageAction.Local:
                var kept = work.Action == ImageAction.Local
                    ? preview.HostImages.GetValueOrDefault(work.Reference)
                    : current?.Services.FirstOrDefault(before => before.Name == service.Name)?.ImageId;
                return (null, kept is not null && there.Any(container => container.Image != kept) ? "it runs another image than the release's" : null);
            default:
                return (null, null);
        }
    }

    private static ServiceChange Follow(ServiceChange own, ImmutableDictionary<string, (ServiceFate Fate, bool IsCertain, string On)> followers)
    {
        if (!followers.TryGetValue(own.Service, out var follows) || own is { Fate: ServiceFate.Recreate, IsCertain: true } || own.Fate == ServiceFate.Create)
        {
            return own;
        }

        var reason = $"it depends on {follows.On}";
        return own.Fate == ServiceFate.Recreate
            ? own with { IsCertain = follows.IsCertain, Fate = follows.IsCertain ? follows.Fate : own.Fate, Reasons = follows.IsCertain ? [reason] : [.. own.Reasons, reason] }
            : own with { Fate = follows.Fate, IsCertain = follows.IsCertain, Reasons = [reason] };
    }

    // Those of the current release; what else lies in the project is nobody's to stop.
    private IEnumerable<ServiceChange> Gone()
    {
        var ours = current is null ? [] : current.Services.Select(service => service.Name).ToHashSet();
        return containers
            .Where(group => request.Project.Find(group.Key) is null && (current is null || ours.Contains(group.Key)))
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new ServiceChange(group.Key, ServiceFate.Remove, true, ["it is not in this release"], null, []));
    }
}
