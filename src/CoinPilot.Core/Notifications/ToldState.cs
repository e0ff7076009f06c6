using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using CoinPilot.Inspection;
using CoinPilot.Releases;

namespace CoinPilot.Notifications;

/// <summary>What receivers were told of last: by this a change of state is one message (D100).</summary>
/// <param name="Next">The number of the next message. Those from it on were never told: a power cut came between.</param>
/// <param name="Facts">By event: which release was deployed or reverted, which boot fell back, which refresh failed.</param>
/// <param name="Off">What is degraded, as it was told.</param>
/// <param name="Recent">By event and subject: when it was told last, and how many repeats were folded since.</param>
public sealed record ToldState(
    long Next,
    ImmutableSortedDictionary<string, string> Facts,
    ImmutableSortedSet<string> Off,
    bool IsRoomLow,
    ImmutableSortedDictionary<string, ToldState.Repeats> Recent)
{
    public static readonly ToldState Empty = new(
        1, Ordered<string>(), ImmutableSortedSet.Create<string>(StringComparer.Ordinal), false, Ordered<Repeats>());

    public sealed record Repeats(DateTimeOffset At, int Folded);

    /// <summary>Throws <see cref="UnknownFormatException"/> on one of a later version. A text that can't be read is <see langword="null"/>: then nothing is known to be told.</summary>
    public static ToldState? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            FormatVersion.Told.Demand(root.GetProperty("format").GetInt32(), "what was told");
            return new(
                root.GetProperty("next").GetInt64(),
                Ordered<string>().AddRange(root.GetProperty("facts").EnumerateObject().Select(one => KeyValuePair.Create(one.Name, one.Value.GetString()!))),
                [.. Empty.Off.Union(root.GetProperty("off").EnumerateArray().Select(one => one.GetString()!))],
                root.GetProperty("roomLow").GetBoolean(),
                Ordered<Repeats>().AddRange(root.GetProperty("recent").EnumerateObject().Select(one => KeyValuePair.Create(
                    one.Name, new Repeats(DateTimeOffset.FromUnixTimeSeconds(one.Value.GetProperty("at").GetInt64()), one.Value.GetProperty("folded").GetInt32())))));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    public override string ToString() => PeopleJson.Line(new JsonObject
    {
        ["format"] = FormatVersion.Told.Current,
        ["next"] = Next,
        ["facts"] = new JsonObject(Facts.Select(one => KeyValuePair.Create<string, JsonNode?>(one.Key, one.Value))),
        ["off"] = new JsonArray([.. Off.Select(one => (JsonNode)one)]),
        ["roomLow"] = IsRoomLow,
        ["recent"] = new JsonObject(Recent.Select(one => KeyValuePair.Create<string, JsonNode?>(
            one.Key, new JsonObject { ["at"] = one.Value.At.ToUnixTimeSeconds(), ["folded"] = one.Value.Folded }))),
    }) + "\n";

    private static ImmutableSortedDictionary<string, T> Ordered<T>() => ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);
}
