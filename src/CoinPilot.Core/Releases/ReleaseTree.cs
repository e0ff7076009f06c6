using System.Collections.Immutable;
using CoinPilot.Compose;
using CoinPilot.Hosts;

namespace CoinPilot.Releases;

/// <summary>
/// The folder of a release in which Compose files lie to each other as in the source tree, so that what they name by
/// `extends` and `include` is found. A stack of files that name no others has none: they lie side by side.
/// </summary>
/// <param name="Root">The nearest folder of the source tree that holds them all.</param>
/// <param name="ProjectDirectory">The folder of the source tree that relative paths start at.</param>
public sealed record ReleaseTree(string Root, string ProjectDirectory)
{
    public const string Folder = "files";

    public static ReleaseTree? Of(ComposeProject project) => project.Inclusions.IsEmpty
        ? null
        : new(
            project.ComposeFiles.Select(HostPath.Folder)
                .Append(project.Directory)
                .Concat(project.Inclusions.Select(inclusion => inclusion.IsFolder ? inclusion.Path.Resolved : HostPath.Folder(inclusion.Path.Resolved)))
                .Aggregate(HostPath.CommonFolder),
            project.Directory);

    /// <summary>The name in the release's folder of a file or folder of the source tree.</summary>
    public string NameOf(string path) => path == Root ? Folder : $"{Folder}/{path[Root.TrimEnd('/').Length..].TrimStart('/')}";

    /// <summary>What cannot be taken along, and why.</summary>
    /// <param name="project">The project as it was read.</param>
    /// <param name="hostEnvFile">The env file of the source tree that the host's own stands for; null when it travels.</param>
    public static ImmutableArray<Diagnostic> Refusals(ComposeProject project, string? hostEnvFile) => Of(project) is not { } tree
        ? []
        :
        [
            .. from inclusion in project.Inclusions
               let refusal = tree.Refusal(inclusion, hostEnvFile)
               where refusal is not null
               select new Diagnostic("file-not-shipped", Severity.Error, refusal.Value.Reason, inclusion.Location, refusal.Value.Fix),
            .. from file in project.ComposeFiles
               where !CanBeListed(tree.NameOf(file))
               select new Diagnostic(
                   "file-not-shipped", Severity.Error, $"{file}: a folder on the way to it has a name that a list of Compose files cannot hold",
                   new SourceLocation(file), "rename it"),
        ];

    private (string Reason, string Fix)? Refusal(ComposeInclusion inclusion, string? hostEnvFile)
    {
        var written = inclusion.Path.AsWritten;
        if (written.StartsWith('/') || written.StartsWith('~'))
        {
            return ($"`{inclusion.Key}` names {written} by an absolute path, which a release cannot take along", "name it by a path relative to the Compose file");
        }

        if (!CanBeListed(NameOf(inclusion.Path.Resolved)))
        {
            return ($"`{inclusion.Key}` names {written}, whose path holds a character that a list of Compose files cannot", "rename it");
        }

        return inclusion.Key == ComposeInclusion.EnvFile && inclusion.Path.Resolved == hostEnvFile && written.Length > 0
            ? ($"`include` takes its values from {written}, which the host owns and keeps elsewhere", "leave that `env_file` out: the host's values reach included files anyway")
            : null;
    }

    private static bool CanBeListed(string name) => name.AsSpan().IndexOfAny(":'\"\n\t") < 0;
}
