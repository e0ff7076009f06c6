using System.Collections.Immutable;
using CoinPilot.Compose;
using CoinPilot.Observation;

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

        var directory = Path.GetDirectoryName(options.ComposeFiles[0])!.Replace('\\', '/');
        var local = options.EnvFile ?? $"{directory}/.env";
        var reading = ComposeReader.Read(
            new ComposeSource(
                [.. options.ComposeFiles.Select(file => file.Replace('\\', '/'))],
                directory,
                options.EnvFile,
                options.App.Text,
                UnknownVariablesAreSet: !File.Exists(local)),
            new SourceTree());
        if (reading.Project is null || reading.HasErrors)
        {
            throw new InvalidInputException(reading.Findings);
        }

        return new(reading.Project, Texts(options), reading.Findings);
    }

    // On the host the files lie side by side: a name that comes twice is told apart by its place.
    private static ImmutableArray<KeyValuePair<string, string>> Texts(DeploymentOptions options) =>
    [
        .. options.ComposeFiles.Select((file, index) =>
        {
            var name = Path.GetFileName(file);
            var twice = options.ComposeFiles.Count(other => Path.GetFileName(other) == name) > 1;
            return KeyValuePair.Create(twice ? $"{index + 1}-{name}" : name, File.ReadAllText(file));
        }),
    ];
}
