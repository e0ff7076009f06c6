using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CoinPilot.Logs;

/// <summary>A line of a log for people, and for programs.</summary>
public static class LogText
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="width">Of the longest service's name.</param>
    public static string Of(LogLine line, int width, TimeZoneInfo zone)
    {
        var time = line.At is { } at ? TimeZoneInfo.ConvertTime(at, zone).ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : new string(' ', 14);
        return $"{time}  {line.Service.PadRight(width)} | {line.Text}";
    }

    public static string JsonOf(LogLine line) =>
        JsonSerializer.Serialize(new { kind = "log", ts = line.Stamp.Length > 0 ? line.Stamp : null, service = line.Service, text = line.Text }, Options);
}
