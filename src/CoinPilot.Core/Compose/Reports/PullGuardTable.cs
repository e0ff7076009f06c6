using CoinPilot.Compose.Pulls;

namespace CoinPilot.Compose.Reports;

/// <summary>The pull guard as rows: service, where its image comes from, what a boot does with and without network.</summary>
public static class PullGuardTable
{
    public static IEnumerable<(string Service, string Source, string Online, string Offline)> Of(ComposeProject project) =>
        PullGuard.Of(project).Select(e => (e.Service, e.Source.ToString()!, e.AtBoot, e.AtBootOffline));
}
