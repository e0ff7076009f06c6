using CoinPilot.Releases;

namespace CoinPilot.Hosts;

/// <summary>A switch that is not confirmed: the host goes back by itself at <see cref="Until"/>, as long as its timer runs.</summary>
public sealed record PendingSwitch(string New, string Old, string Phase, DateTimeOffset Until)
{
    /// <summary>The host's timer runs, or its revert does; false where somebody must.</summary>
    public bool RevertsByItself { get; init; } = true;

    /// <summary>A boot would revert it: the guard is enabled.</summary>
    public bool IsGuarded { get; init; } = true;

    /// <summary>When the switch began; null where that is not noted.</summary>
    public DateTimeOffset? Since { get; init; }

    public string By { get; init; } = "-";

    /// <summary>The machine that it is deployed from.</summary>
    public string From { get; init; } = "-";

    /// <summary>Why its file can't be read; null where it can.</summary>
    public string? Trouble { get; init; }

    /// <summary>Who is at it: <c>, by ada from laptop since 09:40:12</c>; empty where nobody noted it.</summary>
    /// <param name="time">How a time is written.</param>
    public string Who(Func<DateTimeOffset, string> time) =>
        $"{(By == "-" ? "" : $", by {By}")}{(From == "-" ? "" : $" from {From}")}{(Since is { } since ? $" since {time(since)}" : "")}";

    /// <summary>What becomes of it when its timer is gone.</summary>
    public string Unattended => $"nothing goes back to {Old} by itself{(IsGuarded ? " before the next boot" : "")}";

    /// <summary>One that can't be read is a switch all the same: what it says is not known, and nothing else may begin.</summary>
    public static PendingSwitch Parse(string text)
    {
        try
        {
            var file = PendingFile.Parse(text);
            return new(file.New, file.Old, file.Phase, file.Until) { Since = file.Since, By = file.By, From = file.From };
        }
        catch (Exception error) when (error is FormatException or UnknownFormatException or ArgumentOutOfRangeException)
        {
            return new("", "none", "unreadable", default) { Trouble = error.Message };
        }
    }
}
