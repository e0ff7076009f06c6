using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CoinPilot.Inspection;

namespace CoinPilot.Notifications;

/// <summary>A message in the form that a receiver takes.</summary>
public abstract record NoticePayload
{
    /// <summary>The header that signs a message for programs.</summary>
    public const string SignatureHeader = "X-CoinPilot-Signature";

    private const string Json = "application/json";

    /// <summary>Of one receiver.</summary>
    /// <param name="valueOf">The value of a variable of the stack; null where it has none.</param>
    /// <returns>The payload, or why there is none; the trouble quotes no value.</returns>
    public static (NoticePayload? Payload, string? Trouble) Of(NotifyReceiver receiver, Notice notice, Func<string, string?> valueOf)
    {
        var (address, missing) = Valued(receiver.Address, valueOf);
        if (address is null)
        {
            return (null, missing);
        }

        if (receiver.Kind == ReceiverKind.Sendmail)
        {
            return (new MailPayload(Mail(receiver, address, notice)), null);
        }

        var (secret, unset) = receiver.Secret is { } given ? Valued(given, valueOf) : (null, null);
        if (unset is not null || (secret is not null && secret.Any(c => c is <= ' ' or > '~')))
        {
            return (null, unset ?? $"the value of {receiver.Secret![4..]} holds what is no printable ASCII");
        }

        var (uri, trouble) = WebAddress.Parse(address);
        return uri is null ? (null, $"its address {trouble}") : (Web(receiver.Kind, uri, secret, notice), null);
    }

    private static WebPayload Web(ReceiverKind kind, Uri uri, string? secret, Notice notice) => kind switch
    {
        // Nobody is called by a name that stands in a log.
        ReceiverKind.Discord => new(uri, Json, [], Bytes(new() { ["content"] = $"**{Plain(notice.Title)}**\n{notice.Body}", ["allowed_mentions"] = new JsonObject { ["parse"] = new JsonArray() } })),
        ReceiverKind.Slack => new(uri, Json, [], Bytes(new() { ["text"] = $"*{Escaped(notice.Title)}*\n{Escaped(notice.Body)}" })),
        ReceiverKind.Ntfy => new(
            uri,
            "text/plain; charset=utf-8",
            [
                new("Title", Header(notice.Title)),
                new("Priority", notice.Event is NoticeEvent.Degraded or NoticeEvent.BootFallback or NoticeEvent.Reverted or NoticeEvent.RoomLow ? "4" : "3"),
                .. secret is null ? [] : (KeyValuePair<string, string>[])[new("Authorization", $"Bearer {secret}")],
            ],
            Encoding.UTF8.GetBytes(notice.Body)),
        _ => Signed(uri, secret!, Bytes(notice.Fields(new() { ["kind"] = "notification", ["format"] = 1 }))),
    };

    private static WebPayload Signed(Uri uri, string secret, byte[] body) =>
        new(uri, Json, [new(SignatureHeader, $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body))}")], body);

    // RFC 5322, with what is not ASCII as RFC 2047 has it.
    private static string Mail(NotifyReceiver receiver, string to, Notice notice)
    {
        var from = receiver.From is { } mailbox ? $"From: {mailbox}\n" : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{from}To: {to}\nSubject: {Header(notice.Title)}\nDate: {notice.At.UtcDateTime:ddd, dd MMM yyyy HH:mm:ss} +0000\nAuto-Submitted: auto-generated\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{notice.Body}\n");
    }

    // Markdown of the title's own would end what makes it bold.
    private static string Plain(string text) => text.Replace("*", "\\*", StringComparison.Ordinal);

    private static string Escaped(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Header(string text) => text.All(c => c is >= ' ' and <= '~') ? text : $"=?UTF-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}?=";

    private static byte[] Bytes(JsonObject body) => Encoding.UTF8.GetBytes(PeopleJson.Line(body));

    private static (string? Value, string? Trouble) Valued(string text, Func<string, string?> valueOf) =>
        NotifyReceiver.VariableOf(text) is not { } name ? (text, null)
        : valueOf(name) is { Length: > 0 } value ? (value, null)
        : (null, $"the stack's .env has no value for {name}");
}

/// <summary>An HTTP POST.</summary>
public sealed record WebPayload(Uri Uri, string ContentType, ImmutableArray<KeyValuePair<string, string>> Headers, byte[] Body) : NoticePayload;

/// <summary>A mail with its headers, for <c>sendmail -t</c>.</summary>
public sealed record MailPayload(string Text) : NoticePayload;
