using System.Collections.Concurrent;

namespace CoinPilot.Agent.Docker;

/// <summary>The versions of Compose that were asked for on this connection: each question is a process of 0.05 s, and a deployment looks three times.</summary>
public sealed class ComposeVersions
{
    private readonly ConcurrentDictionary<string, string> known = new(StringComparer.Ordinal);

    /// <param name="ask">Its answer is kept, unless the plugin is missing or did not answer.</param>
    public async Task<string> OfAsync(string plugin, Func<Task<string>> ask)
    {
        if (known.TryGetValue(plugin, out var version))
        {
            return version;
        }

        version = await ask().ConfigureAwait(false);
        return version == ComposePlugin.Missing ? version : known.GetOrAdd(plugin, version);
    }
}
