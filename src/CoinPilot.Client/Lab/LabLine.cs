using System.Text.RegularExpressions;

namespace CoinPilot.Lab;

/// <summary>A line of the lab's program without the time and name that the reporter gives it anyway.</summary>
public static partial class LabLine
{
    public static string Text(string line) => Prefix().Replace(line, "");

    [GeneratedRegex(@"\A[0-9]{2}:[0-9]{2}:[0-9]{2} lab +")]
    private static partial Regex Prefix();
}
