namespace CoinPilot.Compose.Lints;

/// <summary>Lints of the project as a whole.</summary>
internal static class ProjectLints
{
    public static readonly ComposeLint[] All =
    [
        new("no-project-name", Severity.Warning, "The file has a `name:`.", NoName),
        new("volume-without-name", Severity.Warning, "Every named volume has a `name:`.", UnnamedVolume),
    ];

    private static IEnumerable<LintFinding> NoName(ComposeProject project) => project.HasExplicitName ? [] :
    [
        new(new SourceLocation(project.ComposeFiles[0], 1, 1),
            $"the project is named after its folder ('{project.Name}'): in another folder it would have new, empty volumes",
            "write `name:` at the top of the file"),
    ];

    private static IEnumerable<LintFinding> UnnamedVolume(ComposeProject project) =>
        from volume in project.Volumes
        where !volume.HasExplicitName && !volume.External
        select new LintFinding(volume.Location,
            $"the volume '{volume.Key}' is called {volume.Name}: with another project name it would be a new, empty one", $"add `name: {volume.Name}`");
}
