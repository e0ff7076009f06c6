using System.Globalization;

namespace CoinPilot.Agent.Docker;

/// <summary>The beginning of an answer of HTTP/1 (RFC 9112, section 4).</summary>
internal static class HttpHead
{
    /// <summary>200, 404, …; null for what is no status line.</summary>
    /// <param name="head">What follows the first line does not count.</param>
    public static int? StatusOf(string head) =>
        head.StartsWith("HTTP/1.", StringComparison.Ordinal) && head.Split('\n', 2)[0].Split(' ', 3) is [_, var number, ..]
        && int.TryParse(number.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? status
            : null;
}
