using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;

namespace CoinPilot.Agent.Transaction;

/// <summary>The folders in which units are installed and enabled.</summary>
internal static class UnitFolders
{
    /// <summary>What is installed and what is enabled survives a power cut.</summary>
    public static void Sync(IHostFiles files)
    {
        files.SyncFolder(AppPlaces.UnitFolder);
        foreach (var wants in files.List(AppPlaces.UnitFolder).Where(path => path.EndsWith(".wants", StringComparison.Ordinal) && files.IsFolder(path)))
        {
            files.SyncFolder(wants);
        }
    }
}
