using System.Globalization;
using CoinPilot.Releases;

namespace CoinPilot.Hosts;

/// <summary>A revert that the host has done.</summary>
/// <param name="Release">What was reverted.</param>
/// <param name="To">What the host went back to: a release id, <c>none</c> or <c>foreign</c>.</param>
/// <param name="By">A person, <c>timer</c> or <c>guard</c>.</param>
public sealed record PastRevert(string Release, string To, DateTimeOffset At, string By)
{
    public static PastRevert Parse(string text)
    {
        var conf = ConfFile.Parse(text);
        return new(
            conf["release"] ?? "",
            conf["to"] ?? "",
            long.TryParse(conf["at"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : default,
            conf["by"] ?? "-");
    }
}
