using System.Collections.Immutable;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Transaction;
using CoinPilot.Compose.Variables;
using CoinPilot.Hosts;
using CoinPilot.Inspection;
using CoinPilot.Notifications;
using CoinPilot.Planning;

namespace CoinPilot.Agent.Notifying;

/// <summary>
/// One look at the host for whoever is to be told: what changed since becomes messages, and those that wait are handed over.
/// It runs as a unit of its own, never in the way of a verdict. (D100)
/// </summary>
internal sealed class NoticeRound(TransactionParts parts)
{
    // What is down at one look may be up at the next: a container counts as up once it has been for --stable-for.
    private const int LongestDoubt = 60;
    private const int Slack = 2;

    // Repeats of what was started again, such as a service that crashes again and again.
    private static readonly TimeSpan Quiet = TimeSpan.FromHours(1);

    // Another round looks twice and hands over.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(0.2);

    private readonly HostParts host = parts.Host;
    private readonly NoticeBox box = new(parts.Host.Files, parts.Places);
    private readonly NotifyFile file = new(parts.Host.Files, parts.Places);

    public async Task RunAsync(CancellationToken ct)
    {
        if (!file.IsThere)
        {
            box.Forget();
            return;
        }

        var (settings, trouble) = file.Read();
        if (settings is null)
        {
            throw new VerbFailedException(FailureKind.BadInput, trouble ?? $"{parts.Places.NotifyFile} is gone", $"mend it, then {Commands.ForHost("notify-test", parts.Places.App.Text)}");
        }

        using var held = await LockAsync(ct).ConfigureAwait(false);
        if (held is null)
        {
            await parts.Context.WarnAsync("another program has been telling for long; the next look tells the rest").ConfigureAwait(false);
            return;
        }

        var mask = new StackMask(host.Files, parts.Places).OfCurrent();
        var (state, status) = await LookAsync(ct).ConfigureAwait(false);
        var isInDoubt = state is not null && Changes().TellsOff(status!);
        Take(state, status, isInDoubt, mask);
        await new NoticeDelivery(host, box, file, parts.Context, mask).RunAsync(settings, ct).ConfigureAwait(false);
        if (isInDoubt)
        {
            await host.Clock.DelayAsync(DoubtOf(state!), ct).ConfigureAwait(false);
            (state, status) = await LookAsync(ct).ConfigureAwait(false);
            Take(state, status, isInDoubt: false, mask);
            await new NoticeDelivery(host, box, file, parts.Context, mask).RunAsync(settings, ct).ConfigureAwait(false);
        }

        if (state is not null && IsUntold(status!))
        {
            host.Files.Remove(parts.Places.Noticed); // the next look sees it
        }

        // Of a host that nothing is deployed on any more: there is no watch that tries again.
        if (!box.IsEmpty && host.Files.Entry($"{AppPlaces.UnitFolder}/{parts.Places.WatchTimer}") is null)
        {
            await NoticeCall.BeginAsync(host, parts.Places, parts.Context, Again).ConfigureAwait(false);
        }
    }

    private static TimeSpan DoubtOf(HostState state) => TimeSpan.FromSeconds(Math.Min(LongestDoubt, (Planner.ReadableCurrentOf(state)?.StableForSeconds ?? 0) + Slack));

    private StateChanges Changes() => new(box.Told, file.Since);

    // A state that was held back: it was told a moment ago.
    private bool IsUntold(StackStatus status) => box.Told is { } told && (!told.Off.SetEquals(StateChanges.Off(status).Keys) || told.IsRoomLow != (status.Room?.IsLow ?? false));

    // Each message is on the disk before it counts as told; a death between makes it once more, under the same name.
    private void Take(HostState? state, StackStatus? status, bool isInDoubt, ValueMask mask)
    {
        var before = box.Told;
        var number = (before ?? ToldState.Empty).Next;
        box.DropUntold(number);
        var changes = Changes();
        ImmutableArray<Notice> notices = [];
        var told = before ?? ToldState.Empty;
        if (state is not null)
        {
            (notices, told) = changes.Of(state, status!, isInDoubt);
        }

        var made = box.New;
        foreach (var one in made)
        {
            (var accepted, told) = changes.Fold(one.Notice, one.Notice.At, Quiet);
            notices = accepted is null ? notices : notices.Add(accepted);
        }

        foreach (var notice in notices)
        {
            box.Put(number++, notice.Cleaned(mask.Apply));
        }

        told = told with { Next = number };
        if (before is null || told.ToString() != before.ToString())
        {
            box.Put(told);
        }

        foreach (var one in made)
        {
            box.Drop(one.Path);
        }

        box.Bound();
    }

    // Nothing is judged while somebody deploys or takes the app away: whoever does it asks for a round at its end.
    private async Task<(HostState? State, StackStatus? Status)> LookAsync(CancellationToken ct)
    {
        if (host.Files.Entry(parts.Places.Removing) is not null)
        {
            return (null, null);
        }

        var state = (await new ObserveVerb(parts).SeeAsync(new([], Repairs: false, SeesStart: true), ct).ConfigureAwait(false)).State;
        return (state, Inspector.Inspect(state, parts.Places.App, parts.Places.Unit, state.Hostname));
    }

    private async Task<IDisposable?> LockAsync(CancellationToken ct)
    {
        for (var begun = host.Clock.Uptime; ; await host.Clock.DelayAsync(Beat, ct).ConfigureAwait(false))
        {
            if (host.Files.TryLock(parts.Places.NotifyLock) is { } held)
            {
                return held;
            }

            if (host.Clock.Uptime - begun >= Patience)
            {
                return null;
            }
        }
    }
}
