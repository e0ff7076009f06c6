using System.Globalization;
using CoinPilot.Hosts;

namespace CoinPilot.Inspection;

/// <summary>How much room a host has, and for how many deployments like the last ones.</summary>
/// <param name="FreeKib">Of the file system that has the least.</param>
/// <param name="EachKib">What one of the last deployments took; null where nobody knows, or it took nothing.</param>
public sealed record DeploymentRoom(long FreeKib, long? EachKib)
{
    private const int LastReleases = 5;
    private const int LowDeployments = 3;

    /// <summary>For how many deployments it lasts.</summary>
    public long? Deployments => EachKib is > 0 and var each ? FreeKib / each : null;

    public bool IsLow => Deployments < LowDeployments;

    public static DeploymentRoom Of(HostState host)
    {
        var took = host.Releases.OrderByDescending(release => release.Id, StringComparer.Ordinal).Take(LastReleases)
            .Select(release => release.TookKib).OfType<long>().Order().ToArray();
        // The middle one: the first deployment brings everything, and one beside a download of somebody's says nothing.
        return new(host.DiskFreeKib, took.Length > 0 && took[took.Length / 2] is > 0 and var each ? each : null);
    }

    public override string ToString() => $"{Size(FreeKib)} free"
        + (Deployments is { } count ? string.Create(CultureInfo.InvariantCulture, $", enough for {(count > 1000 ? "more than 1000" : count)} deployments of {Size(EachKib!.Value)} each, as the last ones took") : "");

    private static string Size(long kib) => kib switch
    {
        < 1024 => string.Create(CultureInfo.InvariantCulture, $"{kib} KiB"),
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{kib / 1024.0:0.#} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{kib / 1024.0 / 1024:0.#} GiB"),
    };
}
