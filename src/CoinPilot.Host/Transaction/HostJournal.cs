using System.Globalization;
using System.Text;
using System.Text.Json;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Protocol;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>The app's journal: a line of JSON for each verb that began, ended or failed.</summary>
internal sealed class HostJournal(HostParts host, AppPlaces places, AgentScope scope)
{
    private const int Kept = 1000;

    // Some hundred services.
    private const int LongestDown = 4000;

    /// <summary>Adds a line; nothing where the app has no folder. What can't be written keeps no verb from its end.</summary>
    /// <param name="down">How long services were down; null where that was not measured.</param>
    public void Record(string verb, string phase, string release, string detail = "", string? down = null)
    {
        if (!host.Files.IsFolder(places.Base))
        {
            return;
        }

        var time = host.Clock.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var line = $$"""{"format":{{FormatVersion.Journal.CurrentText}},"ts":"{{time}}","verb":"{{verb}}","phase":"{{phase}}","release":"{{Clean(release)}}","by":"{{Clean(scope.By)}}","from":"{{Clean(scope.From)}}","detail":"{{Clean(detail)}}"{{(down is null ? "" : $",\"down\":\"{Clean(down, LongestDown)}\"")}}}""";
        TryWrite(() => host.Files.Append(places.Journal, Encoding.UTF8.GetBytes(line + "\n"), DurableFiles.Private));
    }

    /// <summary>Keeps the newest lines; only under both locks, so that no line is written meanwhile. What can't be trimmed stays long.</summary>
    public void Trim()
    {
        var lines = (host.Files.ReadText(places.Journal) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length > Kept)
        {
            TryWrite(() => host.Files.Put(places.Journal, string.Concat(lines.TakeLast(Kept).Select(line => line + "\n")), DurableFiles.Private));
        }
    }

    private static void TryWrite(Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"the history could not be written: {error.Message}");
        }
    }

    // The journal's alphabet; anything else could break out of a JSON string (D030).
    private static string Clean(string text, int longest = 200)
    {
        // Several lines are one here, and nothing in it may be a command to a terminal.
        var clean = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return JsonEncodedText.Encode(clean.Length <= longest ? clean : clean[..(longest - 3)] + "...").ToString();
    }
}
