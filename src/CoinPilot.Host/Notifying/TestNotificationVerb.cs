using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Transaction;
using CoinPilot.Notifications;
using CoinPilot.Protocol;

namespace CoinPilot.Agent.Notifying;

/// <summary>A message to each receiver while somebody waits for what comes of it.</summary>
internal sealed class TestNotificationVerb(TransactionParts parts)
{
    public async Task<TestNotificationAnswer> RunAsync(CancellationToken ct)
    {
        NotifyFile file = new(parts.Host.Files, parts.Places);
        var (settings, trouble) = file.Read();
        if (settings is null || settings.Receivers.IsEmpty)
        {
            throw new VerbFailedException(
                FailureKind.BadInput,
                trouble ?? $"nobody is to be told what happens to {parts.Places.App}: {(settings is null ? $"this host has no {parts.Places.NotifyFile}" : $"{parts.Places.NotifyFile} names no receiver")}",
                $"{Commands.DeployUnit} --notify-file FILE brings one; docs/runbooks/notifications.md says what is in it");
        }

        var scope = parts.Context.Scope;
        var mask = new StackMask(parts.Host.Files, parts.Places).OfCurrent();
        var notice = new Notice(
            NoticeEvent.Test, "test", scope.App, Environment.MachineName, null, parts.Host.Clock.Now, $"TEST: {scope.App} on {Environment.MachineName}", $"{scope.By} tries whether messages of this host arrive. Nothing has happened.")
            .Cleaned(mask.Apply);
        return new([.. await Task.WhenAll(settings.Receivers.Select(async receiver =>
        {
            var (payload, lack) = NoticePayload.Of(receiver, notice, file.ValueOf);
            var why = payload is null ? lack : await parts.Host.Sender.SendAsync(payload, ct).ConfigureAwait(false);
            return new TestedReceiver(receiver.Label, why is null ? null : mask.Apply(why));
        })).ConfigureAwait(false)]);
    }
}
