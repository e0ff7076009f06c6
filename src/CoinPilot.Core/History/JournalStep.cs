using System.Globalization;
using System.Text.Json;
using CoinPilot.Releases;

namespace CoinPilot.History;

/// <summary>One line of the host's journal.jsonl: a verb that began, ended or failed.</summary>
public sealed record JournalStep(DateTimeOffset At, string Verb, string Phase, string Release, string By, string From, string Detail)
{
    /// <summary>How long services were down, in the words of <see cref="Health.DownText"/>; null where that was not measured: older programs did not.</summary>
    public string? Down { get; init; }

    /// <summary>The step that a line holds; null for one that a crash cut off, or that a later version wrote.</summary>
    public static JournalStep? TryParse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var format = root.TryGetProperty("format", out var version) ? version.GetInt32() : 0; // lines of the shell program say none
            if (!FormatVersion.Journal.Reads(format))
            {
                return null;
            }

            return new(
                DateTimeOffset.Parse(Text("ts"), CultureInfo.InvariantCulture),
                Text("verb"),
                Text("phase"),
                Text("release"),
                Text("by"),
                Text("from"),
                Text("detail"))
            {
                Down = root.TryGetProperty("down", out var down) ? down.GetString() : null,
            };

            string Text(string name) => root.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The word that follows another one in the detail: <c>from ID hold no commit abc</c>.</summary>
    public string? Word(string after)
    {
        var words = Detail.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var at = Array.IndexOf(words, after);
        return at >= 0 && at + 1 < words.Length && words[at + 1] != "-" ? words[at + 1] : null;
    }
}
