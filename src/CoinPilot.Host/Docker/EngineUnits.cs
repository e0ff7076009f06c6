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

    /// <summary>Whether the engine may be asked: a question would wake one that has a socket unit. True where it is no unit of this host's.</summary>
    /// <param name="engine">Its LoadState and ActiveState.</param>
    public static bool MayBeAsked(UnitProperties engine) => engine["ActiveState"] == "active" || engine["LoadState"] == "not-found";

    // What has not run since the boot is not what the engine uses.
    private static (string, DateTimeOffset)? DownOf(string name, UnitProperties unit, params string[] states) =>
        unit["LoadState"] == "loaded" && states.Contains(unit["ActiveState"]) && unit.Time(Since) is { } since ? (name, since) : null;
}
