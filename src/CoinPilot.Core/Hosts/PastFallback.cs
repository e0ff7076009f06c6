using System.Globalization;
using CoinPilot.Releases;

namespace CoinPilot.Hosts;

/// <summary>A boot whose refresh brought an image that did not come up, and the way back to the proven ones.</summary>
/// <param name="Services">Those whose image was to blame, separated by commas.</param>
/// <param name="IsForeign">An image was for another architecture.</param>
public sealed record PastFallback(string Release, DateTimeOffset At, string Services, bool IsForeign)
{
    /// <summary>Why a host that has this is on hold.</summary>
    public string Reason => string.Create(
        CultureInfo.InvariantCulture,
        $"on hold: the boot of {At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC brought {(IsForeign ? "an image for another architecture" : "an image that did not come up")} ({Services}), and its refresh was taken back; a boot starts exactly the proven images, without pull or build");

    /// <summary>Null for what a later version wrote.</summary>
    public static PastFallback? Parse(string text)
    {
        var conf = ConfFile.Parse(text);
        return int.TryParse(conf["format"], NumberStyles.None, CultureInfo.InvariantCulture, out var format) && FormatVersion.BootGate.Reads(format)
            && long.TryParse(conf["at"], NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? new(conf["release"] ?? "", DateTimeOffset.FromUnixTimeSeconds(at), conf["services"] ?? "", conf["foreign"] == "yes")
            : null;
    }

    public override string ToString() => new ConfFile()
        .Add("format", FormatVersion.BootGate.CurrentText)
        .Add("release", Release)
        .Add("at", At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture))
        .Add("services", Services)
        .Add("foreign", IsForeign ? "yes" : "no")
        .ToString();
}
