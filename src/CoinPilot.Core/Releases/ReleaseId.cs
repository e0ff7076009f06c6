using System.Globalization;
using System.Text.RegularExpressions;

namespace CoinPilot.Releases;

/// <summary>The name of one release: <c>yyyymmdd-hhmmss-sha7</c>, UTC; its text sorts by age.</summary>
public sealed partial record ReleaseId
{
    private ReleaseId(string text) => Text = text;

    public string Text { get; }

    /// <summary>The id of content with <paramref name="contentDigest"/> made at <paramref name="madeAt"/>.</summary>
    public static ReleaseId Create(DateTimeOffset madeAt, string contentDigest) =>
        Parse($"{madeAt.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{contentDigest[..7]}");

    /// <summary>The id that <paramref name="text"/> spells. Throws <see cref="FormatException"/> when it spells none.</summary>
    public static ReleaseId Parse(string text) =>
        TryParse(text) ?? throw new FormatException($"'{text}' is not a release id (yyyymmdd-hhmmss-sha7).");

    public static ReleaseId? TryParse(string? text) => text is not null && Pattern().IsMatch(text) ? new(text) : null;

    public override string ToString() => Text;

    [GeneratedRegex(@"\A[0-9]{8}-[0-9]{6}-[0-9a-f]{7}\z")]
    private static partial Regex Pattern();
}
