using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Notifications;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Notifying;

/// <summary>The host's <c>notify.json</c>, and what its <c>env:NAME</c> stand for.</summary>
internal sealed class NotifyFile(IHostFiles files, AppPlaces places)
{
    private const UnixFileMode Others = (UnixFileMode)0b000_111_111;

    public bool IsThere => files.IsFile(places.NotifyFile);

    /// <summary>Since when it is as it is.</summary>
    public DateTimeOffset Since => files.Target(places.NotifyFile)?.ModifiedAt ?? default;

    /// <summary>What it says; null without one. The trouble is what keeps it from being used.</summary>
    public (NotifySettings? Settings, string? Trouble) Read()
    {
        if (files.Target(places.NotifyFile) is not { Kind: FileKind.File } entry)
        {
            return (null, null);
        }

        // Who may write it could send what this host says anywhere, as root.
        if (entry.Owner != 0 || (entry.Mode & Others) != 0)
        {
            return (null, $"{places.NotifyFile} is not root's alone: chown root:root {places.NotifyFile} && chmod 0600 {places.NotifyFile}");
        }

        if (entry.Length > NotifySettings.MostBytes)
        {
            return (null, $"{places.NotifyFile} is longer than {NotifySettings.MostBytes / 1024} KiB, which none is");
        }

        var (settings, troubles) = NotifySettings.Parse(files.ReadText(places.NotifyFile) ?? "");
        return (settings, troubles.IsEmpty ? null : $"{places.NotifyFile}: {string.Join("; ", troubles)}");
    }

    /// <summary>The value of a variable in the env file of the release that is installed; or else in the host's own: a stack that uses no variables ships none.</summary>
    public string? ValueOf(string name)
    {
        var conf = new ReleaseShelf(files, places).ConfOf(new InstalledUnit(files, places).Current);
        return ((string[])[conf?.EnvFile ?? "", places.EnvFile]).Where(path => path.Length > 0)
            .Select(path => files.ReadText(path) is { } text ? StackVariables.ValueOf(text, name) : null)
            .FirstOrDefault(value => value is not null);
    }
}
