using System.Collections.Immutable;
using System.Globalization;

namespace CoinPilot.Hosts;

/// <summary>Who is told what happens on a host, and what waits for them.</summary>
/// <param name="Receivers">Their kinds and hosts, never their addresses.</param>
/// <param name="Waiting">Messages that somebody has not had yet.</param>
/// <param name="Trouble">Why nobody is told, or why the oldest one waits; null for nothing.</param>
public sealed record NotifyState(ImmutableArray<string> Receivers, int Waiting, DateTimeOffset? Oldest, string? Trouble)
{
    public override string ToString() => (Receivers.IsEmpty ? "nobody" : string.Join(", ", Receivers))
        + (Waiting > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {Waiting} {(Waiting == 1 ? "message waits" : "messages wait")} since {Oldest?.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC") : "")
        + (Trouble is { } trouble ? $": {trouble}" : "");
}
