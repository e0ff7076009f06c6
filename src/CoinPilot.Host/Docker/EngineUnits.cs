using System.Globalization;
using CoinPilot.Agent.Systemd;

namespace CoinPilot.Agent.Docker;

/// <summary>The units that containers need: the engine's, and containerd's where that is one of its own.</summary>
internal static class EngineUnits
{
    public const string Engine = "docker.service";
    public const string Runtime = "containerd.service";

    private const string Since = "InactiveEnterTimestamp";

    /// <summary>
    /// The one that is down although nobody can mean it, and since when: an engine that failed, or containerd under an engine that
    /// runs. An engine that somebody stopped is none. Throws <see cref="SystemdRefusedException"/>.
    /// </summary>
    public static async Task<(string Unit, DateTimeOffset Since)?> DownAsync(ISystemd systemd, CancellationToken ct)
    {
        var shown = await systemd.ShowAsync([Engine, Runtime], ["LoadState", "ActiveState", Since], ct).ConfigureAwait(false);
        return shown[0]["ActiveState"] == "failed" ? DownOf(Engine, shown[0], "failed")
            : shown[0]["ActiveState"] == "active" ? DownOf(Runtime, shown[1], "failed", "inactive")
            : null;
    }

    // What has not run since the boot is not what the engine uses.
    private static (string, DateTimeOffset)? DownOf(string name, UnitProperties unit, params string[] states) =>
        unit["LoadState"] == "loaded" && states.Contains(unit["ActiveState"])
        && long.TryParse(unit[Since], NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0
            ? (name, DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds))
            : null;
}
