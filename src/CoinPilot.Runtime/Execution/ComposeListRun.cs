using CoinPilot.Compose;
using CoinPilot.Observation;
using CoinPilot.Reporting;

namespace CoinPilot.Execution;

/// <summary>The verdict over many Compose files, each in its own folder with nothing but that folder's .env.</summary>
public static class ComposeListRun
{
    /// <summary>Prints <c>path TAB accept|refuse</c>, a line each, in the list's order.</summary>
    public static void Judge(string list, IReporter reporter, CancellationToken ct)
    {
        if (!File.Exists(list))
        {
            throw new DeploymentException($"There is no list {list}. Give --compose-list a file with one path a line.", ExitStatus.BadInput);
        }

        foreach (var line in File.ReadLines(list).Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0))
        {
            ct.ThrowIfCancellationRequested();
            var path = Path.GetFullPath(line).Replace('\\', '/');
            reporter.Raw($"{line}\t{ComposeVerdict.Of(path, new SourceTree())}");
        }
    }
}
