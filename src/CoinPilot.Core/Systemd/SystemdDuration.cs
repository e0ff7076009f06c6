using System.Globalization;
using System.Text.RegularExpressions;

namespace CoinPilot.Systemd;

/// <summary>Time spans as systemd.time(7) writes them.</summary>
public static partial class SystemdDuration
{
    /// <summary>Whole seconds, rounded up: a bound may be longer than asked, never shorter.</summary>
    public static string Seconds(TimeSpan duration) => Math.Ceiling(duration.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    /// <summary>What <c>90</c>, <c>5min 20s</c> or <c>infinity</c> mean; null where it is no time span.</summary>
    public static TimeSpan? Parse(string text)
    {
        var trimmed = text.Trim();
        if (trimmed is "infinity")
        {
            return Timeout.InfiniteTimeSpan;
        }

        var seconds = 0d;
        var rest = trimmed;
        do
        {
            var part = Part().Match(rest);
            if (!part.Success || SecondsIn(part.Groups["unit"].Value) is not { } unit)
            {
                return null;
            }

            seconds += double.Parse(part.Groups["number"].Value, CultureInfo.InvariantCulture) * unit;
            rest = rest[part.Length..];
        }
        while (rest.Length > 0);

        return TimeSpan.FromSeconds(seconds);
    }

    private static double? SecondsIn(string unit) => unit switch
    {
        "us" or "usec" or "µs" => 1e-6,
        "ms" or "msec" => 1e-3,
        "" or "s" or "sec" or "second" or "seconds" => 1,
        "m" or "min" or "minute" or "minutes" => 60,
        "h" or "hr" or "hour" or "hours" => 3600,
        "d" or "day" or "days" => 86400,
        "w" or "week" or "weeks" => 604800,
        _ => null,
    };

    [GeneratedRegex(@"\A(?<number>[0-9]+(\.[0-9]+)?)\s*(?<unit>[a-zµ]*)\s*")]
    private static partial Regex Part();
}
