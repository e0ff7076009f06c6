using System.Globalization;

namespace CoinPilot.Logs;

/// <summary>One line that a service wrote.</summary>
/// <param name="Service">The service, with its number when it has several containers.</param>
/// <param name="Stamp">Docker's time of it, in UTC, of one length everywhere; empty for a remark about the log.</param>
public sealed record LogLine(string Service, string Stamp, string Text)
{
    // 2026-11-24T10:35:47.491729654Z
    private const int StampLength = 30;

    public DateTimeOffset? At => DateTimeOffset.TryParse(Stamp, CultureInfo.InvariantCulture, out var at) ? at : null;

    /// <summary>Reads SERVICE TIME TEXT.</summary>
    public static LogLine Parse(string value)
    {
        var parts = value.Split(' ', 3);
        var service = parts[0];
        var isStamped = parts.Length > 1 && parts[1].Length == StampLength && parts[1][10] == 'T' && parts[1][^1] == 'Z';
        return isStamped
            ? new(service, parts[1], (parts.ElementAtOrDefault(2) ?? "").TrimEnd('\r'))
            : new(service, "", value[Math.Min(value.Length, service.Length + 1)..].TrimEnd('\r'));
    }
}
