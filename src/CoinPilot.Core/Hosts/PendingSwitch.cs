using System.Globalization;
using CoinPilot.Releases;

namespace CoinPilot.Hosts;

/// <summary>A switch that is not confirmed: the host goes back by itself at <see cref="Until"/>.</summary>
public sealed record PendingSwitch(string New, string Old, string Phase, DateTimeOffset Until)
{
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
