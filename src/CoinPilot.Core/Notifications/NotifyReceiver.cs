using System.Collections.Immutable;

namespace CoinPilot.Notifications;

/// <summary>How a receiver takes messages.</summary>
public enum ReceiverKind
{
    Discord,
    Slack,
    Ntfy,
    Json,
    Sendmail,
}

/// <summary>Somebody who is told, as <c>notify.json</c> says it.</summary>
/// <param name="Key">Of all that it says: by this a message knows who has had it.</param>
/// <param name="Address">A URL, <c>env:NAME</c>, or of sendmail the mailbox.</param>
/// <param name="Secret">The key of the signature (json), or the token (ntfy): the text, or <c>env:NAME</c>; null without one.</param>
/// <param name="From">The mailbox that mail comes from; null for sendmail's own choice.</param>
/// <param name="Events">None means all.</param>
public sealed record NotifyReceiver(ReceiverKind Kind, string Key, string Address, string? Secret, string? From, ImmutableHashSet<NoticeEvent> Events)
{
    private const string Variable = "env:";

    public bool Wants(NoticeEvent notice) => notice == NoticeEvent.Test || Events.IsEmpty || Events.Contains(notice);

    /// <summary>What people are shown of it: never the path of a URL, which is the secret of most.</summary>
    public string Label => $"{Kind.ToString().ToLowerInvariant()} ({(VariableOf(Address) is { } name ? Variable + name : Kind == ReceiverKind.Sendmail ? Address : WebAddress.Parse(Address).Uri?.Host ?? "?")})";

    /// <summary>The name in <c>env:NAME</c>; null for a text that is no such thing.</summary>
    public static string? VariableOf(string text) => text.StartsWith(Variable, StringComparison.Ordinal) ? text[Variable.Length..] : null;
}
