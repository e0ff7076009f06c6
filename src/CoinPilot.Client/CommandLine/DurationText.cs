using System.Globalization;
using System.Text.RegularExpressions;

namespace CoinPilot.CommandLine;

/// <summary>A duration as an operator gives it: <c>10s</c>, <c>5m</c>, <c>1h</c>, <c>1m30s</c> or plain seconds.</summary>
public static partial class DurationText
{
    /// <summary>Throws <see cref="DeploymentException"/> (exit 2), naming the parameter.</summary>
    public static TimeSpan Parse(string parameter, string text)
    {
        var match = Pattern().Match(text.Trim());
        if (!match.Success || match.Length == 0)
        {
            throw Refused(parameter, text);
        }

        var seconds = match.Groups["plain"].Success
            ? Number(match.Groups["plain"])
            : (Number(match.Groups["h"]) * 3600) + (Number(match.Groups["m"]) * 60) + Number(match.Groups["s"]);
        return seconds is > 0 and <= 7 * 24 * 3600 ? TimeSpan.FromSeconds(seconds) : throw Refused(parameter, text);
    }

    private static double Number(Group group) => group.Success ? double.Parse(group.Value, CultureInfo.InvariantCulture) : 0;

    private static DeploymentException Refused(string parameter, string text) =>
        new($"{parameter} '{text}' is no duration. Give seconds or a form such as 10s, 5m or 1m30s, more than zero and at most seven days.", FailureKind.BadInput);

    [GeneratedRegex(@"\A(?:(?<plain>[0-9]{1,9})|(?:(?<h>[0-9]{1,4})h)?(?:(?<m>[0-9]{1,6})m)?(?:(?<s>[0-9]{1,9})s)?)\z")]
    private static partial Regex Pattern();
}
