using CoinPilot.Releases;

namespace CoinPilot.Hosts;

/// <summary>A switch that is not confirmed: the host goes back by itself at <see cref="Until"/>, as long as its timer runs.</summary>
public sealed record PendingSwitch(string New, string Old, string Phase, DateTimeOffset Until)
{
    /// <summary>The host's timer runs, or its revert does; false where somebody must.</summary>
    public bool RevertsByItself { get; init; } = true;

    /// <summary>A boot would revert it: the guard is enabled.</summary>
    public bool IsGuarded { get; init; } = true;

    /// <summary>Why its file can't be read; null where it can.</summary>
    public string? Trouble { get; init; }

    /// <summary>What becomes of it when its timer is gone.</summary>
    public string Unattended => $"nothing goes back to {Old} by itself{(IsGuarded ? " before the next boot" : "")}";

    /// <summary>One that can't be read is a switch all the same: what it says is not known, and nothing else may begin.</summary>
    public static PendingSwitch Parse(string text)
    {
        try
        {
            var file = PendingFile.Parse(text);
            return new(file.New, file.Old, file.Phase, file.Until);
        }
        catch (Exception error) when (error is FormatException or UnknownFormatException or ArgumentOutOfRangeException)
        {
            return new("", "none", "unreadable", default) { Trouble = error.Message };
        }
    }
}
