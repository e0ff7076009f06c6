using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;

namespace CoinPilot.Agent.Observation;

/// <summary>The free room of what a deployment fills: the agent's own folder, and the engine's.</summary>
internal static class HostRoom
{
    public static IEnumerable<FreeRoom> Of(IHostFiles files, EngineInfo? engine)
    {
        yield return files.Room(AppPlaces.StorageOn(files));
        if (engine?.RootFolder is { Length: > 0 } root && files.IsFolder(root))
        {
            yield return files.Room(root);
        }
    }

    /// <summary>Of the file system that has the least.</summary>
    public static long LeastKib(IHostFiles files, EngineInfo? engine) => Of(files, engine).Min(room => room.Kib);
}
