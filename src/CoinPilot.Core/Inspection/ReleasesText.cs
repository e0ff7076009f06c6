using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using CoinPilot.Hosts;
using CoinPilot.Planning;
using CoinPilot.Releases;

namespace CoinPilot.Inspection;

/// <summary>The releases that lie on a host: a table for people, a line of JSON for each for programs.</summary>
public static class ReleasesText
{
    /// <summary>Newest last, as a terminal shows it.</summary>
    public static string Of(HostState host, TimeZoneInfo zone) => string.Join('\n', TextTable.Of(
        ["RELEASE", "IS", "CONFIRMED", "COMMIT", "BY", "IMAGES GONE"],
        host.Releases.Select(release => (string[])
        [
            release.Id,
            StandingOf(host, release),
            release.ConfirmedAt is { } at ? TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "-",
            ManifestOf(release)?.Commit is { } commit ? commit[..Math.Min(7, commit.Length)] : "-",
            ManifestOf(release)?.By ?? "-",
            DriftFindings.MissingImages(host, release) is { IsEmpty: false } gone ? string.Join(", ", gone) : "-",
        ]))) + "\n";

    public static ImmutableArray<string> JsonOf(HostState host) =>
    [
        .. host.Releases.Select(release => PeopleJson.Line(new JsonObject
        {
            ["kind"] = "release",
            ["id"] = release.Id,
            ["is"] = StandingOf(host, release),
            ["confirmedAt"] = release.ConfirmedAt,
            ["commit"] = ManifestOf(release)?.Commit,
            ["by"] = ManifestOf(release)?.By,
            ["imagesGone"] = new JsonArray([.. DriftFindings.MissingImages(host, release).Select(service => JsonValue.Create(service))]),
        })),
    ];

    private static string StandingOf(HostState host, HostRelease release) =>
        release.Id == host.Pending?.New ? "pending"
        : release.Id == host.Current ? "current"
        : !release.IsConfirmed ? "staged"
        : release.Id == RollbackChoice.Previous(host)?.Id ? "next back"
        : "confirmed";

    private static ReleaseManifest? ManifestOf(HostRelease release) => release.Manifest is { } text ? ReleaseManifest.TryParse(text).Manifest : null;
}
