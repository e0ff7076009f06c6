using System.Collections.Immutable;
using CoinPilot.Agent.Files;
using CoinPilot.Systemd;

namespace CoinPilot.Agent.Observation;

/// <summary>The unit that is installed, and what it says of itself (D039).</summary>
internal sealed class InstalledUnit(IHostFiles files, AppPlaces places)
{
    // A unit that comes with the system or a package (systemd.unit(5), unit file load path).
    private static readonly string[] PackageFolders = ["/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"];

    /// <summary>A release id, <c>none</c> or <c>foreign</c>.</summary>
    public string Current
    {
        get
        {
            if (files.ReadText(places.UnitFile) is not { } text)
            {
                return files.Entry(places.UnitFile) is { Kind: FileKind.Link } || Packaged is not null ? "foreign" : "none";
            }

            return UnitOrigin.Of(text).Release is { Length: > 0 } id && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? id : "foreign";
        }
    }

    /// <summary>Byte for byte; null without one.</summary>
    public string? Text => files.ReadText(places.UnitFile) ?? (Packaged is { } path ? files.ReadText(path) : null);

    /// <summary>Further units of this app, each of which would start the same project.</summary>
    public ImmutableArray<string> Others =>
    [
        .. files.List(AppPlaces.UnitFolder)
            .Where(path => path.EndsWith(".service", StringComparison.Ordinal) && Path.GetFileName(path) is var name && name != places.Unit && name != places.GuardUnit)
            .Where(path => !IsAliasOfOurs(path) && files.ReadText(path) is { } text && UnitOrigin.Of(text).App == places.App.Text)
            .Select(path => Path.GetFileName(path)),
    ];

    private string? Packaged => PackageFolders.Select(folder => $"{folder}/{places.Unit}").FirstOrDefault(path => files.Entry(path) is not null);

    private bool IsAliasOfOurs(string path) =>
        files.Entry(path)?.LinkTarget is { } target && Path.GetFullPath(target, AppPlaces.UnitFolder) == places.UnitFile;
}
