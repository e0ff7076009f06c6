using System.Collections.Immutable;
using CoinPilot.Options;
using CoinPilot.Protocol;
using CoinPilot.Releases;
using CoinPilot.Runs;

namespace CoinPilot.Stack;

/// <summary>What a release refers to in a folder on the host, with the digests that the host computes.</summary>
public sealed record HostContent(ShippedObjects Objects, ImmutableArray<CheckoutEntry> Entries)
{
    /// <summary>Throws <see cref="InvalidInputException"/> when something that the stack needs is not there.</summary>
    public static async Task<HostContent> ReadAsync(ValidatedProject stack, DeploymentOptions options, HostClient host, CancellationToken ct)
    {
        var tree = stack.Host!.Tree;
        var shipping = Shipping.Of(stack.Project, tree, inPlace: true);
        if (shipping.Findings.Any(finding => finding.Severity == Severity.Error))
        {
            throw new InvalidInputException(shipping.Findings);
        }

        CheckoutEntry[] wanted =
        [
            .. shipping.Paths.Select(path => Entry(stack, path)),
            .. options.HostComposeFiles.Concat(stack.Project.Inclusions.Where(inclusion => !inclusion.IsFolder).Select(inclusion => inclusion.Path.Resolved))
                .Where(file => file != tree.Emptied && file != tree.Local).Distinct().Select(file => new CheckoutEntry("", "compose", file)),
        ];
        var questions = new CheckoutQuestions { Folder = options.HostDirectory! };
        foreach (var entry in wanted.DistinctBy(entry => (entry.Path, entry.Dockerfile, entry.Rules)))
        {
            questions.Ask(CheckoutKind.Tree, entry.Path, entry.Dockerfile, entry.Rules);
        }

        // In the order of the questions: one path may be asked for twice, as a context and as a mount.
        var answers = (await host.CheckoutAsync(questions.ToRequest(), ct).ConfigureAwait(false)).Trees;
        var digests = wanted.DistinctBy(entry => (entry.Path, entry.Dockerfile, entry.Rules)).Zip(answers)
            .ToDictionary(pair => (pair.First.Path, pair.First.Dockerfile, pair.First.Rules), pair => pair.Second);
        ImmutableArray<CheckoutEntry> entries = [.. wanted.Select(entry => entry with { Digest = digests[(entry.Path, entry.Dockerfile, entry.Rules)] })];
        if (entries.FirstOrDefault(entry => entry.Digest is "-" or "?") is { } lost)
        {
            throw new DeploymentException(
                $"{host.Description}: {lost.Path} {(lost.Digest == "-" ? "is gone" : "could not be read whole: it changed meanwhile, or a name in it holds a line break")}. Run the command again, when nobody works in the checkout.",
                FailureKind.Conflict);
        }

        return new(
            new(shipping.Paths.Zip(entries).ToImmutableDictionary(
                pair => (pair.First.LocalPath, pair.First.Use), pair => new ShippedObject(pair.Second.Digest, "", InPlace: pair.First.LocalPath))),
            entries);
    }

    private static CheckoutEntry Entry(ValidatedProject stack, ShippedPath path)
    {
        var use = CheckoutFile.WordOf(path.Use);
        return path.Use == ShippedUse.BuildContext
            ? new("", use, path.LocalPath, path.Dockerfile, HostStackReader.IgnoreOf(path, HostStackReader.DockerfileOf(stack.Project, path), stack.Host!.Tree).ForHost)
            : new("", use, path.LocalPath);
    }
}
