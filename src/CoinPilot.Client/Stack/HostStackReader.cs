using System.Collections.Immutable;
using CoinPilot.Compose;
using CoinPilot.Compose.Lints;
using CoinPilot.Hosts;
using CoinPilot.Options;
using CoinPilot.Protocol;
using CoinPilot.Releases;
using CoinPilot.Runs;

namespace CoinPilot.Stack;

/// <summary>The reading of a stack that lies on the host, by the same reader and the same rules as one that lies here.</summary>
public static class HostStackReader
{
    // Each round answers all that is open; a stack of files that name further files takes one a level.
    private const int MostRounds = 30;

    /// <summary>
    /// Throws <see cref="DeploymentException"/> (exit 2) when the folder or a Compose file is not there, and
    /// <see cref="InvalidInputException"/> with every finding when the stack cannot be deployed.
    /// </summary>
    public static async Task<ValidatedProject> ReadAsync(DeploymentOptions options, HostTree tree, HostClient host, CancellationToken ct)
    {
        StackReader.RefuseMissingEnvFile(options);
        var directory = options.HostDirectory!;
        var composeFiles = options.HostComposeFiles;
        var questions = new CheckoutQuestions { Folder = directory }
            .Ask(CheckoutKind.Stat, directory).Ask(CheckoutKind.Git, directory).Ask(CheckoutKind.Names, directory).Ask(CheckoutKind.Sum, HostPath.Join(directory, ".env"));
        foreach (var file in composeFiles)
        {
            questions.Ask(CheckoutKind.Read, file);
        }

        var answer = await host.CheckoutAsync(questions.ToRequest(), ct).ConfigureAwait(false);
        tree.Learn(answer);
        RefuseMissing(options, tree, answer.Names, host.Description);
        var stack = StackFolder.Of(directory, tree, answer);
        for (var round = 0; round < MostRounds; round++)
        {
            var read = StackReader.Read(options, composeFiles, directory, tree);
            if (read.Project is { } project)
            {
                LookAround(project, tree);
            }

            var open = new CheckoutQuestions { Folder = directory };
            if (!tree.Ask(open))
            {
                return StackReader.Judge(options, read, read, tree.Emptied, tree, file => tree.TextOf(file)!) with { Host = stack };
            }

            tree.Learn(await host.CheckoutAsync(open.ToRequest(), ct).ConfigureAwait(false));
        }

        throw new DeploymentException($"{host.Description}: the Compose files in {directory} name other files more than {MostRounds} levels deep. Name them with --compose-files instead.", FailureKind.BadInput);
    }

    /// <summary>What .dockerignore leaves out of a context.</summary>
    public static DockerIgnore IgnoreOf(ShippedPath context, string? dockerfile, IComposeFiles files) => DockerIgnore.Of(
        context.LocalPath,
        dockerfile ?? HostPath.Join(context.LocalPath, "Dockerfile"),
        path => files.FileExists(path) && files.Read(path) is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes) : null);

    // What the release is made from later is asked for in the same round.
    private static void LookAround(ComposeProject project, HostTree tree)
    {
        foreach (var path in Shipping.Of(project, tree, inPlace: true).Paths.Where(path => path.Use == ShippedUse.BuildContext))
        {
            IgnoreOf(path, DockerfileOf(project, path), tree);
        }

        ScriptLints.LookAround(project, tree);
    }

    /// <summary>The absolute path of the Dockerfile that a context is built by; null for a further context.</summary>
    public static string? DockerfileOf(ComposeProject project, ShippedPath context) =>
        project.Services.FirstOrDefault(service => service.Build is { } build && build.Context.Resolved == context.LocalPath)?.Build is { } build
            ? Shipping.DockerfileOf(build)
            : null;

    private static void RefuseMissing(DeploymentOptions options, HostTree tree, ImmutableArray<string> there, string host)
    {
        var directory = options.HostDirectory!;
        switch (tree.KindOf(directory))
        {
            case "folder":
                break;
            case "missing":
                throw new DeploymentException($"{host}: there is no folder {directory}. Clone the stack's repository there, or correct --host-directory.", FailureKind.BadInput);
            default:
                throw new DeploymentException($"{host}: {directory} is no folder. Give --host-directory the folder that holds the Compose file.", FailureKind.BadInput);
        }

        if (options.HostComposeFiles.FirstOrDefault(file => tree.KindOf(file) != "file") is { } missing)
        {
            throw new DeploymentException(
                $"{host}: there is no Compose file {missing}. "
                + (there.IsEmpty ? $"{directory} has none at all: correct --host-directory." : $"Name yours with --compose-files; {directory} has {string.Join(", ", there)}."),
                FailureKind.BadInput);
        }
    }
}
