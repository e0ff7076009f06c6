using System.Globalization;
using System.Text.Json.Nodes;
using CoinPilot.Inspection;

namespace CoinPilot.Logs;

/// <summary>A line of a log for people, and for programs.</summary>
public static class LogText
{
    /// <param name="width">Of the longest service's name.</param>
    public static string Of(LogLine line, int width, TimeZoneInfo zone)
    {
        var time = line.At is { } at ? TimeZoneInfo.ConvertTime(at, zone).ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : new string(' ', 14);
        return $"{time}  {line.Service.PadRight(width)} | {line.Text}";
    }

    public static string JsonOf(LogLine line) => PeopleJson.Line(
        new JsonObject { ["kind"] = "log", ["ts"] = line.Stamp.Length > 0 ? line.Stamp : null, ["service"] = line.Service, ["text"] = line.Text });
}
