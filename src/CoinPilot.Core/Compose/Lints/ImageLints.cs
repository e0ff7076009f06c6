using CoinPilot.Compose.Pulls;

namespace CoinPilot.Compose.Lints;

/// <summary>Lints of images.</summary>
internal static class ImageLints
{
    public static readonly ComposeLint[] All =
    [
        new("floating-tag", Severity.Warning, "A registry image has a tag with a version, or a digest.", Floating),
    ];

    private static IEnumerable<LintFinding> Floating(ComposeProject project) =>
        from entry in PullGuard.Of(project)
        let registry = entry.Source as ImageSource.Registry
        where registry is not null && registry.Reference.IsFloating && !registry.Reference.Canonical.Contains('$', StringComparison.Ordinal)
        let service = project.Find(entry.Service)
        select new LintFinding(entry.Location,
            $"the image {service!.Image} of '{entry.Service}' names another image tomorrow", "write a version, such as :7.2.4-alpine, or a digest", service);
}
