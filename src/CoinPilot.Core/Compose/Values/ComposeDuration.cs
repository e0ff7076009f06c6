using System.Globalization;

namespace CoinPilot.Compose.Values;

/// <summary>Durations as Compose writes them: 1m30s, 500ms, and days and weeks.</summary>
public static class ComposeDuration
{
    private const double TicksOfNanosecond = 0.01;

    public static TimeSpan? Parse(string text)
    {
        var body = text is ['+' or '-', ..] ? text[1..] : text;
        if (body == "0")
        {
            return TimeSpan.Zero;
        }
        if (body.Length == 0)
        {
            return null;
        }
        var ticks = 0.0;
        var i = 0;
        while (i < body.Length)
        {
            var start = i;
            while (i < body.Length && (char.IsAsciiDigit(body[i]) || body[i] == '.'))
            {
                i++;
            }
            var number = body[start..i];
            start = i;
            while (i < body.Length && !char.IsAsciiDigit(body[i]) && body[i] != '.')
            {
                i++;
            }
            if (Unit(body[start..i]) is not { } unit || !IsNumber(number))
            {
                return null;
            }
            ticks += double.Parse("0" + number + "0", NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) / (number.Contains('.', StringComparison.Ordinal) ? 1 : 10) * unit;
        }
        // 64 bits of nanoseconds are what Compose can hold.
        return ticks > long.MaxValue * TicksOfNanosecond ? null : TimeSpan.FromTicks((long)Math.Round(text[0] == '-' ? -ticks : ticks));
    }

    private static bool IsNumber(string number) => number.Any(char.IsAsciiDigit) && number.Count(c => c == '.') <= 1;

    private static double? Unit(string unit) => unit switch
    {
        "ns" => TicksOfNanosecond,
        "us" or "µs" or "μs" => TimeSpan.TicksPerMicrosecond,
        "ms" => TimeSpan.TicksPerMillisecond,
        "s" => TimeSpan.TicksPerSecond,
        "m" => TimeSpan.TicksPerMinute,
        "h" => TimeSpan.TicksPerHour,
        "d" => TimeSpan.TicksPerDay,
        "w" => TimeSpan.TicksPerDay * 7.0,
        _ => null,
    };
}
