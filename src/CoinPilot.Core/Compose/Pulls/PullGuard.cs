using System.Collections.Immutable;

namespace CoinPilot.Compose.Pulls;

/// <summary>What `pull --ignore-buildable` does with a service.</summary>
public enum PullOutcome
{
    /// <summary>Left out, because the service has a `build:` of its own.</summary>
    Covered,

    /// <summary>Left out, because of its pull_policy.</summary>
    Skipped,

    /// <summary>Pulled; a failure is a warning where the image is there.</summary>
    Pulled,

    /// <summary>Asked for at a registry that doesn't have it: the whole pull fails and pulls nothing.</summary>
    Exposed,
}

/// <summary>One service's image and what a guarded boot does with it.</summary>
public sealed record PullGuardEntry(string Service, ImageSource Source, PullOutcome Outcome, SourceLocation Location)
{
    /// <summary>With the network there.</summary>
    public string AtBoot => (Outcome, Source) switch
    {
        (PullOutcome.Exposed, _) => "pull fails, and with it every other pull",
        (_, ImageSource.Build) => "built from its context, from cache where nothing changed",
        (PullOutcome.Pulled, _) => "pulled",
        (_, ImageSource.SharedBuild shared) => $"not pulled; {shared.Builder} builds it",
        (_, ImageSource.Provider) => "nothing",
        _ => "not pulled; the image on the host is used",
    };

    /// <summary>Without the network.</summary>
    public string AtBootOffline => Source is ImageSource.Provider ? "nothing" : "the image on the host is used";
}

/// <summary>Which images a boot may pull, and which it must not.</summary>
public static class PullGuard
{
    public static readonly ComposeRule Exposed = new("pull-guard", Severity.Error,
        "No pull at boot asks a registry for an image that only the host has.");

    public static ImmutableArray<PullGuardEntry> Of(ComposeProject project)
    {
        var builders = Builders(project);
        return [.. project.Services.Select(s => Entry(s, builders))];
    }

    public static IEnumerable<Diagnostic> Check(ComposeProject project) => Of(project)
        .Where(e => e.Outcome == PullOutcome.Exposed)
        .Select(e => new Diagnostic(Exposed.Id, Exposed.Severity,
            e.Source is ImageSource.SharedBuild shared
                ? $"service '{e.Service}' uses the image that '{shared.Builder}' builds; `pull --ignore-buildable` asks a registry for it, fails and pulls nothing at all"
                : $"the image of service '{e.Service}' is on the host only; `pull --ignore-buildable` asks a registry for it, fails and pulls nothing at all",
            e.Location, $"add `pull_policy: never` to '{e.Service}'"));

    /// <summary>Every name under which an image is built, and by whom.</summary>
    private static Dictionary<string, string> Builders(ComposeProject project)
    {
        var builders = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var service in project.Services.Concat(project.DisabledServices).Where(s => s.Build is not null))
        {
            foreach (var name in service.Build!.Tags.Prepend(service.Image ?? $"{project.Name}-{service.Name}"))
            {
                builders.TryAdd(ImageReference.Parse(name).Canonical, service.Name);
            }
        }
        return builders;
    }

    private static PullGuardEntry Entry(ComposeService service, Dictionary<string, string> builders)
    {
        var skipped = service.PullPolicy is "never" or "build";
        if (service.Build is { } build)
        {
            return new(service.Name, new ImageSource.Build(build.Context.AsWritten), PullOutcome.Covered, service.Location);
        }
        if (service.Image is not { } image)
        {
            return new(service.Name, new ImageSource.Provider(), PullOutcome.Skipped, service.Location);
        }
        var reference = ImageReference.Parse(image);
        ImageSource source = builders.TryGetValue(reference.Canonical, out var builder) ? new ImageSource.SharedBuild(builder, image)
            : skipped || IsLocalName(reference) ? new ImageSource.LocalOnly(image)
            : new ImageSource.Registry(reference);
        var outcome = skipped ? PullOutcome.Skipped : source is ImageSource.Registry ? PullOutcome.Pulled : PullOutcome.Exposed;
        return new(service.Name, source, outcome, service.Location);
    }

    /// <summary>`localhost/…` without a port is the name that builders give to images of this machine.</summary>
    private static bool IsLocalName(ImageReference reference) => reference.Repository.StartsWith("localhost/", StringComparison.Ordinal);
}
