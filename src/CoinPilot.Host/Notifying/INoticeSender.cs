using CoinPilot.Notifications;

namespace CoinPilot.Agent.Notifying;

/// <summary>How a message leaves the host.</summary>
public interface INoticeSender
{
    /// <summary>Sends it, within a bound; null once it was taken, else why not. Nothing that is said quotes an address or a secret.</summary>
    Task<string?> SendAsync(NoticePayload payload, CancellationToken ct);
}
