using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CoinPilot.Inspection;
using CoinPilot.Releases;

namespace CoinPilot.Notifications;

/// <summary>One message, as it waits on the host until everybody has had it (D100).</summary>
/// <param name="Subject">What it is about: a repeat of the same event about the same is folded.</param>
/// <param name="Title">One line that begins with the verdict.</param>
/// <param name="Count">How many times it happened; repeats since the last message are in it.</param>
public sealed record Notice(NoticeEvent Event, string Subject, string App, string Host, string? Release, DateTimeOffset At, string Title, string Text, int Count = 1)
{
    /// <summary>What a receiver takes at most of the text; the log has the rest.</summary>
    public const int MostCharacters = 1500;

    /// <summary>How it stands with each receiver, by its key.</summary>
    public ImmutableSortedDictionary<string, NoticeTries> Tries { get; init; } = ImmutableSortedDictionary<string, NoticeTries>.Empty;

    /// <summary>The text as it is sent: with how often it happened.</summary>
    public string Body => Count == 1 ? Text : string.Create(CultureInfo.InvariantCulture, $"{Text}\n({Count} times since the last message of it)");

    /// <summary>With values of the stack masked, nothing in it that a terminal would obey, and no longer than a receiver takes.</summary>
    public Notice Cleaned(Func<string, string> mask) => this with
    {
        Host = TerminalText.Cell(mask(Host)),
        Title = Short(TerminalText.Cell(mask(Title)), 200),
        Text = Short(TerminalText.Harmless(mask(Text)), MostCharacters),
    };

    public override string ToString()
    {
        var node = Fields(new() { ["format"] = FormatVersion.Notice.Current });
        node["tries"] = new JsonObject(Tries.Select(one => KeyValuePair.Create<string, JsonNode?>(
            one.Key, new JsonObject { ["count"] = one.Value.Count, ["next"] = one.Value.Next?.ToUnixTimeSeconds(), ["why"] = one.Value.Why })));
        return PeopleJson.Line(node) + "\n";
    }

    /// <summary>What programs are told.</summary>
    internal JsonObject Fields(JsonObject node)
    {
        node["event"] = Event.Word();
        node["subject"] = Subject;
        node["app"] = App;
        node["host"] = Host;
        node["release"] = Release;
        node["at"] = At.ToUnixTimeSeconds();
        node["title"] = Title;
        node["text"] = Text;
        node["count"] = Count;
        return node;
    }

    /// <summary>Null for what can't be read: a text that was cut, or one of a later version.</summary>
    public static Notice? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (!FormatVersion.Notice.Reads(root.GetProperty("format").GetInt32()) || NoticeEvents.Parse(root.GetProperty("event").GetString()!) is not { } notice)
            {
                return null;
            }

            return new(
                notice,
                Word("subject"),
                Word("app"),
                Word("host"),
                root.GetProperty("release").GetString(),
                DateTimeOffset.FromUnixTimeSeconds(root.GetProperty("at").GetInt64()),
                Word("title"),
                Word("text"),
                root.GetProperty("count").GetInt32())
            {
                Tries = root.GetProperty("tries").EnumerateObject().ToImmutableSortedDictionary(one => one.Name, one => TriesOf(one.Value), StringComparer.Ordinal),
            };

            string Word(string name) => root.GetProperty(name).GetString()!;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static NoticeTries TriesOf(JsonElement value) => new(
        value.GetProperty("count").GetInt32(),
        value.GetProperty("next") is { ValueKind: JsonValueKind.Number } next ? DateTimeOffset.FromUnixTimeSeconds(next.GetInt64()) : null,
        value.GetProperty("why").GetString());

    private static string Short(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1)] + "…";
}

/// <summary>How it stands with one receiver.</summary>
/// <param name="Next">When it is tried again; null when that is over: it has it, or it was given up.</param>
/// <param name="Why">What kept it from being taken; null where it was taken.</param>
public sealed record NoticeTries(int Count, DateTimeOffset? Next, string? Why)
{
    public static readonly NoticeTries Taken = new(0, null, null);

    private static readonly TimeSpan First = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    /// <summary>How long a message is worth telling.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(2);

    public bool IsOver => Next is null;

    /// <summary>Whether it is tried now. A clock that was set back makes nobody wait for longer than the longest pause.</summary>
    public bool IsDue(DateTimeOffset now) => Next is { } next && (now >= next || next - now > Longest);

    /// <summary>20 s, 40 s, 80 s … 30 minutes; given up when the message is two days old.</summary>
    public NoticeTries Failed(string why, DateTimeOffset made, DateTimeOffset now) =>
        new(Count + 1, now - made >= Lifetime ? null : now + (Count > 7 ? Longest : TimeSpan.FromTicks(Math.Min(Longest.Ticks, First.Ticks << Count))), why);
}
