using System.Collections.Immutable;
using CoinPilot.Compose;
using CoinPilot.Compose.Lints;
using CoinPilot.Options;
using CoinPilot.Releases;
using CoinPilot.Runs;

namespace CoinPilot.Stack;

/// <summary>The reading of the Compose files of a run.</summary>
public static class StackReader
{
    /// <summary>Throws <see cref="InvalidInputException"/> with every finding when the stack cannot be deployed.</summary>
    /// <param name="git">What git says of modes, once somebody wants to know.</param>
    public static ValidatedProject Read(DeploymentOptions options, Func<GitTree>? git = null)
    {
        foreach (var file in options.ComposeFiles.Where(file => !File.Exists(file)))
        {
            throw new DeploymentException(
                $"There is no Compose file {file}. Name yours with --compose-files.", FailureKind.BadInput);
        }

        RefuseMissingEnvFile(options);

        // Values that the host owns are known there only: a local .env may hold others, so it checks the files, but
        // what is deployed is made without it.
        var files = new SourceTree { Git = git ?? (() => GitTree.None) };
        var directory = DirectoryOf(options);
        var local = $"{directory}/.env";
        var hidden = new SourceTree { Emptied = local };
        var isHostOwned = options.EnvFile is null;
        ImmutableArray<string> composeFiles = [.. options.ComposeFiles.Select(file => file.Replace('\\', '/'))];
        var deployed = Read(options, composeFiles, directory, isHostOwned ? hidden : files);
        var checkedHere = !isHostOwned || files.FileExists(local)
            ? ComposeReader.Read(ComposeSource.InFolder(composeFiles, directory, options.EnvFile, options.App.Text), files)
            : deployed;
        return Judge(options, deployed, checkedHere, isHostOwned ? local : null, files, SourceFile.Text);
    }

    /// <summary>The project directory: the folder of the first Compose file.</summary>
    public static string DirectoryOf(DeploymentOptions options) => Path.GetDirectoryName(options.ComposeFiles[0])!.Replace('\\', '/');

    public static void RefuseMissingEnvFile(DeploymentOptions options)
    {
        if (options.EnvFile is { } env && !File.Exists(env))
        {
            throw new DeploymentException($"There is no env file {env}. Correct --env-file, or leave it out when the host owns its .env.", FailureKind.BadInput);
        }
    }

    /// <summary>The project as it is deployed: what only the host's own env file knows stays unknown.</summary>
    public static ComposeReading Read(DeploymentOptions options, ImmutableArray<string> composeFiles, string directory, IComposeFiles files) => ComposeReader.Read(
        new ComposeSource(composeFiles, directory, options.EnvFile, options.App.Text, UnknownVariablesAreSet: options.EnvFile is null,
            Environment: options.EnvFile is null ? null : ComposeSource.OnHost), files);

    /// <summary>The stack with everything that was found; throws <see cref="InvalidInputException"/> when something of it is an error.</summary>
    /// <param name="hostEnvFile">The env file of the source tree that the host's own stands for; null when it travels.</param>
    /// <param name="files">The files around the stack.</param>
    /// <param name="textOf">The text of a file.</param>
    public static ValidatedProject Judge(
        DeploymentOptions options, ComposeReading deployed, ComposeReading checkedHere, string? hostEnvFile, IComposeFiles files, Func<string, string> textOf)
    {
        ImmutableArray<Diagnostic> findings =
        [
            .. checkedHere.Findings.Concat(deployed.Findings).Distinct(),
            .. checkedHere.Project is not { } project ? []
                : (options.Lints ? ComposeLints.Run(project, options.Allowed, options.GateTimeout, files) : ComposeLints.Refusals(project, files, options.Allowed))
                    .Select(checkedHere.Mask.Apply),
            .. deployed.Project is { } read ? ReleaseTree.Refusals(read, hostEnvFile) : [],
        ];
        if (deployed.Project is not { } stack || findings.Any(finding => finding.Severity == Severity.Error))
        {
            throw new InvalidInputException(findings) { Project = deployed.Project };
        }

        var tree = ReleaseTree.Of(stack);
        return new(stack, tree is null ? SideBySide(stack.ComposeFiles, textOf) : [.. stack.ComposeFiles.Select(file => KeyValuePair.Create(tree.NameOf(file), textOf(file)))], findings)
        {
            Tree = tree,
            Included = tree is null ? [] :
            [
                .. stack.Inclusions.Where(inclusion => !inclusion.IsFolder).Select(inclusion => inclusion.Path.Resolved)
                    .Where(file => file != hostEnvFile).Except(stack.ComposeFiles)
                    .Select(file => KeyValuePair.Create(tree.NameOf(file), textOf(file))),
            ],
        };
    }

    // A name that comes twice is told apart by its place.
    private static ImmutableArray<KeyValuePair<string, string>> SideBySide(ImmutableArray<string> composeFiles, Func<string, string> textOf) =>
    [
        .. composeFiles.Select((file, index) =>
        {
            var name = Path.GetFileName(file);
            var twice = composeFiles.Count(other => Path.GetFileName(other) == name) > 1;
            return KeyValuePair.Create(twice || ReleaseFile.All.Contains(name) ? $"{index + 1}-{name}" : name, textOf(file));
        }),
    ];
}
