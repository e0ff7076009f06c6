using System.Globalization;
using CoinPilot.Releases;

namespace CoinPilot.Hosts;

/// <summary>A switch that is not confirmed: the host goes back by itself at <see cref="Until"/>, as long as its timer runs.</summary>
public sealed record PendingSwitch(string New, string Old, string Phase, DateTimeOffset Until)
{
    /// <summary>The host's timer runs, or its revert does; false where somebody must.</summary>
    public bool RevertsByItself { get; init; } = true;

    /// <summary>A boot would revert it: the guard is enabled.</summary>
    public bool IsGuarded { get; init; } = true;

    /// <summary>What becomes of it when its timer is gone.</summary>
    public string Unattended => $"nothing goes back to {Old} by itself{(IsGuarded ? " before the next boot" : "")}";

    public static PendingSwitch Parse(string text)
    {
        var conf = ConfFile.Parse(text);
        return new(
            conf["new"] ?? "",
            conf["old"] ?? "none",
            conf["phase"] ?? "",
            long.TryParse(conf["until"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : default);
    }
}
