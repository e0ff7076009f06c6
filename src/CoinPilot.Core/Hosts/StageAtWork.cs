using System.Globalization;
using CoinPilot.Releases;

namespace CoinPilot.Hosts;

/// <summary>A release that somebody is staging: its images are fetched and built, and nothing of what runs has changed.</summary>
/// <param name="From">The machine that it is deployed from.</param>
public sealed record StageAtWork(string By, string From, DateTimeOffset Since)
{
    /// <summary>Null for a note that is half written.</summary>
    public static StageAtWork? Parse(string text) =>
        ConfFile.Parse(text) is var conf && long.TryParse(conf["since"], NumberStyles.None, CultureInfo.InvariantCulture, out var since)
            ? new(conf["by"] ?? "-", conf["from"] ?? "-", DateTimeOffset.FromUnixTimeSeconds(since))
            : null;

    /// <summary>Who is at it: <c>by ada from laptop since 09:40:12</c>.</summary>
    /// <param name="time">How a time is written.</param>
    public string Who(Func<DateTimeOffset, string> time) => $"by {By}{(From == "-" ? "" : $" from {From}")} since {time(Since)}";

    public override string ToString() => new ConfFile()
        .Add("by", By)
        .Add("from", From)
        .Add("since", Since.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture))
        .ToString();
}
