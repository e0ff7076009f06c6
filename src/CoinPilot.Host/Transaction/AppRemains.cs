using CoinPilot.Agent.Files;
using CoinPilot.Agent.Jobs;
using CoinPilot.Agent.Observation;

namespace CoinPilot.Agent.Transaction;

/// <summary>All that is kept for an app and goes with it; its journal and what its services wrote stay. The agents stay too: other apps use them.</summary>
internal sealed class AppRemains(IHostFiles files, AppPlaces places)
{
    private static readonly string[] Folders = ["releases", "objects", "store", "old", "notify"];

    private static readonly string[] Names = ["host.sh", "reverted", "revert.out", "revert.out.exit", "stage.tags", "stage.lock", "unit-name", "proven", "boot-fallback", "build-cache"];

    // Of an older program.
    private static readonly string[] Older = ["reverted", "reverted.exit", "active.conf"];

    public void TakeAway()
    {
        foreach (var folder in Folders)
        {
            files.RemoveTree($"{places.Base}/{folder}");
        }

        foreach (var path in InMemory.Concat(Unfinished).Concat(Names.Select(name => $"{places.Base}/{name}")))
        {
            files.RemoveTree(path);
        }

        if (files.IsFolder(places.Project) && files.List(places.Project).IsEmpty)
        {
            files.Remove(places.Project);
        }
    }

    private IEnumerable<string> InMemory => [.. Older.Select(name => $"/run/coinpilot-{places.App}.{name}"), .. DetachedJob.FilesOf(places.App.Text), places.Tended, places.Started, places.HeldBack, places.Noticed, places.NotifyLock, places.Resolved, places.Hashes];

    // What was on its way when a program died.
    private IEnumerable<string> Unfinished => files.List(places.Base).Where(path => Path.GetFileName(path) is var name
        && (name.StartsWith(".upload.", StringComparison.Ordinal) || (name[0] == '.' && name.EndsWith(".part", StringComparison.Ordinal))) && files.Entry(path)?.Kind != FileKind.Folder);
}
