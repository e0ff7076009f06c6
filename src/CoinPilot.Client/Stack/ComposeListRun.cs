using CoinPilot.Compose;
using CoinPilot.Inspection;
using CoinPilot.Options;
using CoinPilot.Reporting;
using CoinPilot.Runs;

namespace CoinPilot.Stack;

/// <summary>The verdict over many Compose files, each in its own folder with nothing but that folder's .env.</summary>
public static class ComposeListRun
{
    /// <summary>Prints <c>path TAB accept|refuse</c>, a line each, in the list's order.</summary>
    /// <param name="list">The file with one path a line.</param>
    /// <param name="reporter">Where the verdicts go.</param>
    /// <param name="troubles">Where it is said why a file could not be judged; it is refused.</param>
    /// <param name="ct">Ends it between two files.</param>
    public static void Judge(string list, IReporter reporter, TextWriter troubles, CancellationToken ct)
    {
        if (!File.Exists(list))
        {
            throw new DeploymentException($"There is no list {list}. Give --compose-list a file with one path a line.", FailureKind.BadInput);
        }

        foreach (var line in SmallFile.Text("The list of Compose files", list, 64, "give --compose-list a file with one path a line")
            .Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0))
        {
            ct.ThrowIfCancellationRequested();
            reporter.Raw($"{line}\t{Judge(line, troubles)}");
        }
    }

    // One file's fault is its own: the verdicts of the others stand.
    private static string Judge(string line, TextWriter troubles)
    {
        try
        {
            return ComposeVerdict.Of(Path.GetFullPath(line).Replace('\\', '/'), new SourceTree());
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            troubles.WriteLine(TerminalText.Harmless($"{line}: {e.Message}"));
            return ComposeVerdict.Refuse;
        }
    }
}
