using System.Globalization;
using CoinPilot.Hosts;

namespace CoinPilot.Agent.Observation;

/// <summary>A command of a unit as <c>systemctl show</c> prints it: { path=… ; argv[]=… ; start_time=[…] ; status=… }.</summary>
internal static class ExecLine
{
    /// <summary>Whether it is one that has run.</summary>
    public static bool HasRun(string line) =>
        line.StartsWith("ExecStartPre={", StringComparison.Ordinal)
        && line.Split(" start_time=[") is [_, [>= 'A' and <= 'Z', ..], ..];

    public static StartStep Read(int index, string line)
    {
        var started = Between(line, " start_time=[", "]");
        // "Mon 2026-11-30 09:43:53 UTC": the day's name has nothing to add.
        var time = started.Split(' ', 2)[^1].Replace(" UTC", "", StringComparison.Ordinal);
        return new(
            index,
            Between(line, " status=", " ").Split('/')[0],
            DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : DateTimeOffset.UnixEpoch,
            Between(line, " argv[]=", " ; ignore_errors="));
    }

    private static string Between(string text, string from, string to)
    {
        var start = text.LastIndexOf(from, StringComparison.Ordinal);
        if (start < 0)
        {
            return "";
        }

        start += from.Length;
        var end = text.IndexOf(to, start, StringComparison.Ordinal);
        return end < 0 ? text[start..] : text[start..end];
    }
}
