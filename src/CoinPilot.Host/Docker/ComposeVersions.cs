using System.Collections.Concurrent;
using CoinPilot.Agent.Files;

namespace CoinPilot.Agent.Docker;

/// <summary>The versions of Compose that were asked for since the boot.</summary>
public sealed class ComposeVersions(IHostFiles files)
{
    private readonly ComposeMemory memory = new(files, "/run/coinpilot-compose-version");
    private readonly ConcurrentDictionary<string, string> known = new(StringComparer.Ordinal);

    /// <param name="ask">Its answer is kept, unless the plugin is missing or did not answer.</param>
    public async Task<string> OfAsync(string plugin, Func<Task<string>> ask)
    {
        if (ComposeMemory.IdentityOf(files, plugin) is not { } identity)
        {
            return await ask().ConfigureAwait(false);
        }

        if ((known.GetValueOrDefault(identity) ?? memory.Recall(identity)) is { Length: > 0 } noted)
        {
            return noted;
        }

        var version = await ask().ConfigureAwait(false);
        if (version != ComposePlugin.Missing && known.TryAdd(identity, version))
        {
            memory.Keep(identity, version);
        }

        return version;
    }
}
