using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CoinPilot.Releases;

namespace CoinPilot.Notifications;

/// <summary>What <c>notify.json</c> says: who is told, and of what (D100).</summary>
public sealed record NotifySettings(ImmutableArray<NotifyReceiver> Receivers)
{
    /// <summary>No file of the kind is longer.</summary>
    public const int MostBytes = 64 * 1024;

    private const int MostReceivers = 16;

    private static readonly string[] Kinds = [.. Enum.GetNames<ReceiverKind>().Select(name => name.ToLowerInvariant())];

    private static readonly string[] Keys = ["kind", "url", "to", "from", "secret", "token", "events"];

    /// <summary>The settings, or everything that is wrong with them. No finding quotes a URL or a secret.</summary>
    public static (NotifySettings? Settings, ImmutableArray<string> Troubles) Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return Of(document.RootElement);
        }
        catch (JsonException error)
        {
            return (null, [$"line {(error.LineNumber ?? 0) + 1}: this is no JSON; it begins with {{ \"format\": 1, \"receivers\": [ … ] }}"]);
        }
    }

    private static (NotifySettings? Settings, ImmutableArray<string> Troubles) Of(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return (null, ["the file holds no object; write { \"format\": 1, \"receivers\": [ … ] }"]);
        }

        List<string> troubles = [.. Unknown(root, "", "format", "receivers")];
        if (!root.TryGetProperty("format", out var format) || format.ValueKind != JsonValueKind.Number || !format.TryGetInt32(out var version) || !FormatVersion.Notify.Reads(version))
        {
            return (null, [.. troubles, $"format: this program reads format {FormatVersion.Notify.CurrentText}; write \"format\": {FormatVersion.Notify.CurrentText}, or use a newer program"]);
        }

        if (!root.TryGetProperty("receivers", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > MostReceivers)
        {
            return (null, [.. troubles, $"receivers: a list of at most {MostReceivers} receivers is missing"]);
        }

        ImmutableArray<NotifyReceiver?> receivers = [.. list.EnumerateArray().Select((item, at) => Receiver(item, $"receivers[{at}]", troubles))];
        troubles.AddRange(receivers.OfType<NotifyReceiver>().GroupBy(one => one.Key).Where(same => same.Count() > 1).Select(same => $"receivers: {same.First().Label} is there twice; leave one out"));
        return troubles.Count > 0 ? (null, [.. troubles]) : (new([.. receivers.OfType<NotifyReceiver>()]), []);
    }

    private static NotifyReceiver? Receiver(JsonElement item, string at, List<string> troubles)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            troubles.Add($"{at}: is no object; write {{ \"kind\": \"discord\", \"url\": \"env:DISCORD_WEBHOOK_URL\" }}");
            return null;
        }

        var before = troubles.Count;
        troubles.AddRange(Unknown(item, $"{at}.", Keys));
        var word = Text(item, "kind", at, troubles);
        if (word is null || !Kinds.Contains(word) || !Enum.TryParse<ReceiverKind>(word, ignoreCase: true, out var kind))
        {
            troubles.Add($"{at}.kind: choose one of {string.Join(", ", Kinds)}");
            return null;
        }

        var addressKey = kind == ReceiverKind.Sendmail ? "to" : "url";
        var secretKey = kind switch { ReceiverKind.Json => "secret", ReceiverKind.Ntfy => "token", _ => null };
        troubles.AddRange(item.EnumerateObject().Select(property => property.Name).Where(name =>
            name is "url" or "to" or "from" or "secret" or "token" && name != addressKey && name != secretKey && !(name == "from" && kind == ReceiverKind.Sendmail))
            .Select(name => $"{at}.{name}: a receiver of the kind {word} has none; leave it out"));
        var address = Text(item, addressKey, at, troubles);
        var secret = secretKey is null ? null : Text(item, secretKey, at, troubles);
        var from = kind == ReceiverKind.Sendmail ? Text(item, "from", at, troubles) : null;
        if (address is null)
        {
            troubles.Add($"{at}.{addressKey}: is missing");
        }
        else if ((kind == ReceiverKind.Sendmail ? MailTrouble(address) : AddressTrouble(address)) is { } trouble)
        {
            troubles.Add($"{at}.{addressKey}: {trouble}");
        }

        if (from is not null && MailTrouble(from) is { } wrong)
        {
            troubles.Add($"{at}.from: {wrong}");
        }

        if (kind == ReceiverKind.Json && string.IsNullOrEmpty(secret))
        {
            troubles.Add($"{at}.secret: is missing: by it the receiver knows that a message is this host's (openssl rand -hex 32 makes one)");
        }

        if (secret is not null && (VariableOf(secret) is { } named ? VariableTrouble(named) : secret.Any(c => c <= ' ' || c > '~') ? "holds what is no printable ASCII" : null) is { } bad)
        {
            troubles.Add($"{at}.{secretKey}: {bad}");
        }

        var events = Events(item, at, troubles);
        return troubles.Count > before ? null : new(kind, KeyOf(item), address!, secret, from, events);
    }

    private static ImmutableHashSet<NoticeEvent> Events(JsonElement item, string at, List<string> troubles)
    {
        if (!item.TryGetProperty("events", out var list))
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0 || list.EnumerateArray().Any(word => word.ValueKind != JsonValueKind.String))
        {
            troubles.Add($"{at}.events: write a list of words, or leave it out for all events");
            return [];
        }

        var words = list.EnumerateArray().Select(word => word.GetString()!).ToArray();
        troubles.AddRange(words.Where(word => !NoticeEvents.Choosable.Contains(word)).Select(word =>
            $"{at}.events: {Inspection.TerminalText.Cell(word)} is no event{(Suggestion.For(word, [.. NoticeEvents.Choosable]) is { } near ? $"; did you mean {near}?" : "")} There are: {string.Join(", ", NoticeEvents.Choosable)}"));
        return [.. words.Select(NoticeEvents.Parse).OfType<NoticeEvent>()];
    }

    private static IEnumerable<string> Unknown(JsonElement item, string at, params string[] known) => item.EnumerateObject()
        .Where(property => !known.Contains(property.Name))
        .Select(property => $"{at}{Inspection.TerminalText.Cell(property.Name)}: is unknown; there are {string.Join(", ", known)}");

    private static string? Text(JsonElement item, string key, string at, List<string> troubles)
    {
        if (!item.TryGetProperty(key, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            troubles.Add($"{at}.{key}: is no text");
            return null;
        }

        return value.GetString();
    }

    private static string? VariableOf(string text) => NotifyReceiver.VariableOf(text);

    private static string? AddressTrouble(string address) => VariableOf(address) is { } name ? VariableTrouble(name) : WebAddress.Parse(address).Trouble;

    private static string? VariableTrouble(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? null : "names no variable; write env:NAME, such as env:DISCORD_WEBHOOK_URL";

    // One mailbox; a comma or a line's end in it would add another one, or a header.
    private static string? MailTrouble(string mailbox) =>
        mailbox.Count(c => c == '@') == 1 && mailbox.All(c => char.IsAsciiLetterOrDigit(c) || "@.+-_=~".Contains(c, StringComparison.Ordinal)) && mailbox[0] is not ('@' or '-') && mailbox[^1] != '@'
            ? null : "is no mailbox such as ops@example.org";

    // By its content and not by its place: one that is moved in the file is the same receiver.
    private static string KeyOf(JsonElement item) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', item.EnumerateObject().Where(property => property.Name is not "events").OrderBy(property => property.Name, StringComparer.Ordinal).Select(property => $"{property.Name}={property.Value}")))))[..16];
}
