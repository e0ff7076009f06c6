using System.Collections.Concurrent;
using System.Globalization;
using CoinPilot.Agent.Files;

namespace CoinPilot.Agent.Docker;

/// <summary>The versions of Compose that were asked for since the boot.</summary>
/// <remarks>Each question is a process of 0.05 s, and every command of a person has it: a sixth of a warm Status.</remarks>
public sealed class ComposeVersions(IHostFiles files)
{
    private const string Memory = "/run/coinpilot-compose-version";

    private readonly ConcurrentDictionary<string, string> known = new(StringComparer.Ordinal);

    /// <param name="ask">Its answer is kept, unless the plugin is missing or did not answer.</param>
    public async Task<string> OfAsync(string plugin, Func<Task<string>> ask)
    {
        if (IdentityOf(plugin) is not { } identity)
        {
            return await ask().ConfigureAwait(false);
        }

        if ((known.GetValueOrDefault(identity) ?? Remembered(identity)) is { Length: > 0 } noted)
        {
            return noted;
        }

        var version = await ask().ConfigureAwait(false);
        if (version != ComposePlugin.Missing && known.TryAdd(identity, version))
        {
            Remember($"{identity}\n{version}\n");
        }

        return version;
    }

    // Another version is another program: of another length, built at another time.
    private string? IdentityOf(string plugin) =>
        files.Target(plugin) is { } program ? string.Create(CultureInfo.InvariantCulture, $"{plugin} {program.Length} {program.ModifiedAt.UtcTicks}") : null;

    private string? Remembered(string identity) =>
        files.ReadText(Memory)?.Split('\n') is [var noted, var version, ..] && noted == identity ? version : null;

    private void Remember(string text)
    {
        try
        {
            files.Write(Memory, System.Text.Encoding.UTF8.GetBytes(text), DurableFiles.Private);
        }
        catch (IOException)
        {
            // Where /run is full it is asked again.
        }
    }
}
