using System.Collections.Immutable;
using CoinPilot.Compose;
using CoinPilot.Compose.Lints;
using CoinPilot.Observation;
using CoinPilot.Releases;

namespace CoinPilot.Execution;

/// <summary>The reading of the Compose files of a run.</summary>
public static class StackReader
{
    /// <summary>Throws <see cref="InvalidInputException"/> with every finding when the stack cannot be deployed.</summary>
    public static ValidatedProject Read(DeploymentOptions options)
    {
        foreach (var file in options.ComposeFiles.Where(file => !File.Exists(file)))
        {
            throw new DeploymentException(
                $"There is no Compose file {file}. Name yours with --compose-files.", ExitStatus.BadInput);
        }

        if (options.EnvFile is { } env && !File.Exists(env))
        {
            throw new DeploymentException($"There is no env file {env}. Correct --env-file, or leave it out when the host owns its .env.", ExitStatus.BadInput);
        }

        // Values that the host owns are known there only: a local .env may hold others, so it checks the files, but
        // what is deployed is made without it.
        var files = new SourceTree();
        var directory = Path.GetDirectoryName(options.ComposeFiles[0])!.Replace('\\', '/');
        var local = $"{directory}/.env";
        var hidden = new SourceTree { Emptied = local };
        var isHostOwned = options.EnvFile is null;
        var deployed = Read(options, directory, isHostOwned ? hidden : files, isHostOwned);
        var checkedHere = isHostOwned && File.Exists(local) ? Read(options, directory, files, unknown: false) : deployed;
        ImmutableArray<Diagnostic> findings =
        [
            .. checkedHere.Findings.Concat(deployed.Findings).Distinct(),
            .. options.Lints && checkedHere.Project is { } project ? ComposeLints.Run(project) : [],
            .. NotYet(options, hidden.Seen.Concat(files.Seen).Distinct()),
        ];
        return deployed.Project is null || findings.Any(finding => finding.Severity == Severity.Error)
            ? throw new InvalidInputException(findings)
            : new(deployed.Project, Texts(options), findings);
    }

    private static ComposeReading Read(DeploymentOptions options, string directory, SourceTree files, bool unknown) => ComposeReader.Read(
        new ComposeSource(
            [.. options.ComposeFiles.Select(file => file.Replace('\\', '/'))],
            directory,
            options.EnvFile,
            options.App.Text,
            UnknownVariablesAreSet: unknown),
        files);

    // What `extends` and `include` bring in is checked here, but would not be found on the host.
    private static IEnumerable<Diagnostic> NotYet(DeploymentOptions options, IEnumerable<string> seen) =>
        seen
            .Where(path => Path.GetExtension(path) is ".yml" or ".yaml" && !options.ComposeFiles.Contains(path))
            .Select(path => new Diagnostic(
                "file-not-shipped", Severity.Error, $"{path} comes in by `extends` or `include`; such files are not shipped yet.",
                new SourceLocation(options.ComposeFiles[0]), "name it with --compose-files, or move its services into the Compose file"));

    // On the host the files lie side by side: a name that comes twice is told apart by its place.
    private static ImmutableArray<KeyValuePair<string, string>> Texts(DeploymentOptions options) =>
    [
        .. options.ComposeFiles.Select((file, index) =>
        {
            var name = Path.GetFileName(file);
            var twice = options.ComposeFiles.Count(other => Path.GetFileName(other) == name) > 1;
            return KeyValuePair.Create(twice || ReleaseFile.All.Contains(name) ? $"{index + 1}-{name}" : name, File.ReadAllText(file));
        }),
    ];
}
