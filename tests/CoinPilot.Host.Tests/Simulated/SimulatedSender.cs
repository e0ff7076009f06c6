using System.Text;
using System.Text.Json;
using CoinPilot.Agent.Notifying;
using CoinPilot.Notifications;

namespace CoinPilot.Simulated;

/// <summary>Receivers in memory, by the host of their address.</summary>
internal sealed class SimulatedSender : INoticeSender
{
    /// <summary>Receivers that do not answer, with what is said of them.</summary>
    public Dictionary<string, string> Dead { get; } = [];

    /// <summary>What arrived, in order: the receiver, and the whole payload as text.</summary>
    public List<(string Host, string Text)> Taken { get; } = [];

    /// <summary>Called when a message has arrived, before whoever sent it knows that.</summary>
    public Action? Arrived { get; set; }

    public int Tries { get; private set; }

    /// <summary>Events that a receiver of the kind json got.</summary>
    public IEnumerable<string> Events => Taken.Select(one => JsonDocument.Parse(one.Text).RootElement.GetProperty("event").GetString()!);

    public Task<string?> SendAsync(NoticePayload payload, CancellationToken ct)
    {
        Tries++;
        var (host, text) = payload is WebPayload web ? (web.Uri.Host, Encoding.UTF8.GetString(web.Body)) : ("mail", ((MailPayload)payload).Text);
        if (Dead.TryGetValue(host, out var why))
        {
            return Task.FromResult<string?>(why);
        }

        Taken.Add((host, text));
        Arrived?.Invoke();
        return Task.FromResult<string?>(null);
    }
}
