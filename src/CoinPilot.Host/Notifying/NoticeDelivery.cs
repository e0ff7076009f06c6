using System.Globalization;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Serving;
using CoinPilot.Compose.Variables;
using CoinPilot.Notifications;

namespace CoinPilot.Agent.Notifying;

/// <summary>Hands the messages that wait to their receivers, to each in order; one that is dead keeps no other one waiting (D100).</summary>
internal sealed class NoticeDelivery(HostParts host, NoticeBox box, NotifyFile file, VerbContext context, ValueMask mask)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Notice> waiting = box.Waiting.ToDictionary(one => one.Path, one => one.Notice, StringComparer.Ordinal);

    public async Task RunAsync(NotifySettings settings, CancellationToken ct)
    {
        foreach (var path in waiting.Keys)
        {
            DropWhenOver(path, settings);
        }

        await Task.WhenAll(settings.Receivers.Select(receiver => ServeAsync(receiver, settings, ct))).ConfigureAwait(false);
    }

    private async Task ServeAsync(NotifyReceiver receiver, NotifySettings settings, CancellationToken ct)
    {
        foreach (var path in waiting.Keys.Order(StringComparer.Ordinal).ToArray())
        {
            if (Find(path) is not { } notice || !receiver.Wants(notice.Event) || notice.Tries.GetValueOrDefault(receiver.Key) is { IsOver: true })
            {
                continue;
            }

            var tries = notice.Tries.GetValueOrDefault(receiver.Key);
            if (tries is not null && !tries.IsDue(host.Clock.Now))
            {
                return;
            }

            var why = await SendAsync(receiver, notice, ct).ConfigureAwait(false);
            var after = why is null ? NoticeTries.Taken : (tries ?? NoticeTries.Taken).Failed(mask.Apply(why), notice.At, host.Clock.Now);
            Keep(path, receiver, after, settings);
            if (why is not null)
            {
                await context.WarnAsync($"{receiver.Label} has not taken '{notice.Title}': {after.Why}; {(after.Next is { } next ? string.Create(CultureInfo.InvariantCulture, $"tried again from {next.UtcDateTime:HH:mm:ss} UTC on") : "given up")}").ConfigureAwait(false);
                return;
            }
        }
    }

    private async Task<string?> SendAsync(NotifyReceiver receiver, Notice notice, CancellationToken ct) =>
        NoticePayload.Of(receiver, notice, file.ValueOf) is var (payload, trouble) && payload is not null ? await host.Sender.SendAsync(payload, ct).ConfigureAwait(false) : trouble;

    private Notice? Find(string path)
    {
        lock (gate)
        {
            return waiting.GetValueOrDefault(path);
        }
    }

    // At once: what was sent and is not noted is sent again after a power cut.
    private void Keep(string path, NotifyReceiver receiver, NoticeTries tries, NotifySettings settings)
    {
        lock (gate)
        {
            waiting[path] = waiting[path] with { Tries = waiting[path].Tries.SetItem(receiver.Key, tries) };
            if (!DropWhenOver(path, settings))
            {
                box.Put(path, waiting[path]);
            }
        }
    }

    private bool DropWhenOver(string path, NotifySettings settings)
    {
        lock (gate)
        {
            var notice = waiting[path];
            if (!settings.Receivers.All(receiver => !receiver.Wants(notice.Event) || notice.Tries.GetValueOrDefault(receiver.Key) is { IsOver: true }))
            {
                return false;
            }

            box.Drop(path);
            return true;
        }
    }
}
