using CoinPilot.Compose.Scripts;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Compose.Lints;

/// <summary>Scripts that cannot be started: by their first line, or by their mode.</summary>
public static class ScriptLints
{
    // More of one folder tell nothing new.
    private const int MostOfOneFolder = 5;

    // What begins with `#!`; the rest of a large context is not opened.
    private static readonly string[] Endings = [".sh", ".bash", ".ash", ".ksh", ".zsh", ".py", ".pl", ".rb", ".php", ".tcl", ".lua", ".cgi"];

    internal static readonly ComposeRule LineEnds = new("script-line-ends", Severity.Warning, "The first line of a script ends in LF alone, and nothing is before its `#!`.");

    internal static readonly ComposeRule Mode = new("script-not-executable", Severity.Warning, "What a container executes may be executed.");

    internal static IEnumerable<ComposeLint> All(IComposeFiles files) =>
    [
        new(LineEnds, project => BadLines(project, files)),
        new(Mode, project => BadModes(project, files)),
    ];

    /// <summary>Looks at what is mounted and executed, for files that must be asked for first; what Dockerfiles start would cost further round trips.</summary>
    public static void LookAround(ComposeProject project, IComposeFiles files)
    {
        foreach (var file in ExecutedFiles.Of(project with { Services = [.. project.Services.Select(service => service with { Build = null })] }, files))
        {
            files.Beginning(file.File);
        }
    }

    private static IEnumerable<LintFinding> BadLines(ComposeProject project, IComposeFiles files)
    {
        var executed = ExecutedFiles.Of(project, files).Select(found => (found.File, Service: (ComposeService?)found.Service, IsScript: found.IsGivenToShell));
        var travelling = Shipping.Of(project, files).Paths
            .Where(path => path.Use is ShippedUse.BuildContext or ShippedUse.BindMount or ShippedUse.Config or ShippedUse.Secret)
            .SelectMany(path => Scripts(path, files).Select(file => (File: file, Service: project.Find(path.Owner), IsScript: false)));
        return from one in executed.Concat(travelling).DistinctBy(one => one.File)
               where one.Service is not { Build: { } build } || !IsConverted(build, files)
               where files.Beginning(one.File) is { } beginning && FirstLine.Trouble(beginning, one.IsScript) is not null
               select new LintFinding(
                   new(one.File, 1, 1),
                   $"{one.File} {FirstLine.Trouble(files.Beginning(one.File)!, one.IsScript)}",
                   "write it with LF and without a mark: sed -i '1s/^\\xEF\\xBB\\xBF//; s/\\r$//' FILE; and `*.sh text eol=lf` into .gitattributes",
                   one.Service);
    }

    private static IEnumerable<string> Scripts(ShippedPath path, IComposeFiles files) => files.DirectoryExists(path.LocalPath)
        ? files.NamesIn(path).Where(IsPerhapsScript).Select(name => $"{path.LocalPath}/{name}").Where(file => files.Beginning(file) is { } beginning && FirstLine.Trouble(beginning) is not null).Take(MostOfOneFolder)
        : [path.LocalPath];

    private static bool IsPerhapsScript(string name) =>
        !HostPath.Name(name).Contains('.', StringComparison.Ordinal) || Array.Exists(Endings, end => name.EndsWith(end, StringComparison.Ordinal));

    // The build itself makes the line ends right.
    private static bool IsConverted(ComposeBuild build, IComposeFiles files) =>
        (build.DockerfileInline ?? (files.Read(Shipping.DockerfileOf(build)) is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes) : "")) is var text
        && (text.Contains("dos2unix", StringComparison.Ordinal) || text.Contains("\\r", StringComparison.Ordinal));

    private static IEnumerable<LintFinding> BadModes(ComposeProject project, IComposeFiles files) =>
        from found in ExecutedFiles.Of(project, files)
        where found is { IsGivenToShell: false, ModeIsSet: false } && files.IsExecutable(found.File) == false
        select new LintFinding(
            found.At,
            $"the {found.What} of '{found.Service.Name}' executes {found.InContainer}, which is {found.File}, and nobody may execute that",
            $"chmod +x {found.File}, and for git: git update-index --chmod=+x {found.File}",
            found.Service);
}
