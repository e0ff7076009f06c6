using CoinPilot.Compose.Reports;
using CoinPilot.Options;
using CoinPilot.Planning;
using CoinPilot.Reporting;

namespace CoinPilot.Stack;

/// <summary>How the Compose files on the host differ from those here, shown before anything happens: the host's are what is deployed.</summary>
public static class ComposeDrift
{
    public static void Show(DeploymentOptions options, HostTree tree, IReporter reporter)
    {
        foreach (var (here, there) in options.ComposeFiles.Zip(options.HostComposeFiles))
        {
            if (!File.Exists(here) || tree.TextOf(there) is not { } onHost)
            {
                continue;
            }

            if (SourceFile.Read(here, out var trouble) is not { } bytes)
            {
                reporter.Line("checkout", LineStatus.Warn, $"{there} on the host is deployed; {here} {trouble} and could not be compared with it");
                continue;
            }

            var diff = UnifiedDiff.Of(new(there, Covered(SmallFile.Decode(bytes)), Covered(onHost.TrimStart('\uFEFF'))));
            if (diff.Lines.IsEmpty)
            {
                reporter.Line("checkout", LineStatus.Ok, $"{there} is the same as the one here");
                continue;
            }

            reporter.Line("checkout", LineStatus.Warn, $"{there} on the host differs from {here}; the host's is deployed");
            reporter.Block("checkout", $"--- {here}\n+++ {there} on the host\n{string.Join('\n', diff.Lines)}");
        }
    }

    private static ChangedFileText Covered(string text)
    {
        string[] lines = [.. text.TrimEnd('\n').Split('\n').Select(line => line.TrimEnd('\r'))];
        return new([.. lines], [.. CoveredText.Of(lines)]);
    }
}
