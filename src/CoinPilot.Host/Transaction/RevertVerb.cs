using System.Globalization;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Systemd;
using CoinPilot.Protocol;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>The way back to what ran before a switch, by whomever it is asked for. Every step can be repeated after a death anywhere (D024).</summary>
internal sealed class RevertVerb(TransactionParts parts, RevertMode mode)
{
    // A start that is under way ends first.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(900);

    private readonly IHostFiles files = parts.Host.Files;

    private bool IsBoot => mode == RevertMode.Boot;

    /// <summary>The answer also tells how far it came when it failed; then it is tried again by the timer.</summary>
    public async Task<(RevertAnswer Answer, VerbFailure? Failure)> RunAsync(RevertRequest request)
    {
        if (!files.IsFolder(parts.Places.Base))
        {
            throw new VerbFailedException(FailureKind.BadInput, $"there is no app {parts.Places.App} on this host", "those that are here: ls /var/lib/coinpilot");
        }

        if (IsBoot && await IsTimerActiveAsync().ConfigureAwait(false))
        {
            // No boot: the timer is in charge.
            return (new(null, "", null), null);
        }

        if (!IsBoot)
        {
            await parts.Host.Systemd.RunJobAsync(UnitJob.Stop, parts.Places.OwnUnit("start"), TimeSpan.FromSeconds(60), default).ConfigureAwait(false);
        }

        using var held = await parts.Lock.TakeAsync(Patience, default).ConfigureAwait(false);
        return await UnderLockAsync(request).ConfigureAwait(false);
    }

    private async Task<(RevertAnswer Answer, VerbFailure? Failure)> UnderLockAsync(RevertRequest request)
    {
        try
        {
            // Whoever names another unit means what is pending all the same.
            return parts.Pending is not { } pending ? await new NothingPending(parts).AnswerAsync(request.Release).ConfigureAwait(false)
                : pending.Unit.Length > 0 && pending.Unit != parts.Places.Unit ? await new RevertVerb(parts.For(pending.Unit), mode).UnderLockAsync(request).ConfigureAwait(false)
                : await GoBackAsync(request, pending).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Whatever it is: the host is not back, and goes on trying.
            return await FailedAsync((error as VerbFailedException)?.Failure ?? new(FailureKind.Failed, [error.Message], [parts.Look], error.ToString())).ConfigureAwait(false);
        }
    }

    private async Task<(RevertAnswer Answer, VerbFailure? Failure)> FailedAsync(VerbFailure failure)
    {
        try
        {
            return (new(null, "", await TryAgainLaterAsync().ConfigureAwait(false)), failure);
        }
        catch (SystemdRefusedException)
        {
            return (new(null, "", null), failure with { Errors = failure.Errors.Add("no timer could be set: nothing tries the revert again by itself") });
        }
    }

    private async Task<(RevertAnswer Answer, VerbFailure? Failure)> GoBackAsync(RevertRequest request, PendingFile pending)
    {
        var places = parts.Places;
        if (request.Release is { } asked && asked != pending.New)
        {
            throw new VerbFailedException(FailureKind.Conflict, $"not {asked} but {pending.New} is pending on this host", parts.Look);
        }

        if (!files.IsFolder(places.Old))
        {
            throw new VerbFailedException(FailureKind.Failed, $"{places.Old} is gone: what ran before is not known", $"put the unit back by hand, then remove {places.Pending}");
        }

        parts.Journal.Record("revert", "started", pending.New, $"to {pending.Old} {ReasonOf(request)}");
        if (!pending.NewConfirmed)
        {
            files.Drop($"{places.Release(pending.New)}/confirmed");
        }

        Recovery recovery = new(parts.Host, places);
        await recovery.StopAsync(default).ConfigureAwait(false);
        var stop = pending.StartTimeout + TimeSpan.FromSeconds(30);
        if (pending.Old == "none" && !IsBoot)
        {
            await parts.Unit.CancelAsync(default).ConfigureAwait(false);
            await parts.Host.Systemd.RunJobAsync(UnitJob.Stop, places.Unit, stop, default).ConfigureAwait(false);
        }

        await new UnitWayBack(parts, pending).PutBackAsync(IsBoot, default).ConfigureAwait(false);
        var serving = parts.Serving(pending.Project);
        var (code, startEnded) = await serving.DuringAsync(BringBackAsync(pending), default).ConfigureAwait(false);
        var isHandedOver = code != 0 && !IsBoot && startEnded != 0 && (await parts.Unit.LookAsync(default).ConfigureAwait(false)).State == "active"
            && await recovery.HandOverAsync(pending.Old, pending.Project, default).ConfigureAwait(false);
        var down = await new RevertEnd(parts, pending).FinishAsync(Note(pending, code, isHandedOver), code, IsBoot ? null : serving).ConfigureAwait(false);
        return await new RevertReport(parts).OfAsync(pending.Old, code, down).ConfigureAwait(false);
    }

    private string ReasonOf(RevertRequest request) => (mode, request.Reason) switch
    {
        (RevertMode.Timer, "") => "not confirmed in time",
        (RevertMode.Boot, "") => "the host was restarted before it was confirmed",
        _ => request.Reason,
    };

    private async Task<(int Code, int StartEnded)> BringBackAsync(PendingFile pending)
    {
        HalfMade halfMade = new(parts.Host, pending.Project, parts.Context.SayAsync);
        if (!await halfMade.SweepPatientlyAsync(default).ConfigureAwait(false))
        {
            // The names of images are still the new release's: what is pending stays so, and the next try does all of it (D024).
            throw new VerbFailedException(
                FailureKind.Failed,
                $"the Docker Engine of this host does not answer: the unit of {pending.Old} is back, its containers are not yet",
                "systemctl start docker; journalctl -u docker");
        }

        if (!IsBoot)
        {
            await new UnfinishedStops(parts.Host, pending.Project, parts.Context).FinishAsync(default).ConfigureAwait(false);
        }

        // First of all that takes time: with one in the way of its routes nobody reaches the host.
        await new NewNetworks(parts, pending.Project).TakeAwayAsync(default).ConfigureAwait(false);
        switch (pending.Old)
        {
            case "none":
                return (await new FormerStack(parts, pending).BringBackAsync(default).ConfigureAwait(false), 0);
            case "foreign":
                return (await new ForeignUnit(parts, pending).BringBackAsync(IsBoot, default).ConfigureAwait(false), 0);
            default:
                FormerRelease former = new(parts, pending);
                return (await former.BringBackAsync(halfMade, IsBoot, default).ConfigureAwait(false), former.StartEnded);
        }
    }

    private string Note(PendingFile pending, int code, bool isHandedOver) => new ConfFile()
        .Add("format", "1")
        .Add("release", pending.New)
        .Add("to", pending.Old)
        .Add("start_exit", code.ToString(CultureInfo.InvariantCulture))
        .Add("handed_over", isHandedOver ? "yes" : "no")
        .Add("at", parts.Host.Clock.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture))
        .Add("by", mode switch { RevertMode.Timer => "timer", RevertMode.Boot => "guard", _ => parts.Context.Scope.By })
        .ToString();

    // After a reboot the timer is gone, and the guard has one try only.
    private async Task<DateTimeOffset?> TryAgainLaterAsync()
    {
        var soon = TimeSpan.FromSeconds(30);
        if (mode == RevertMode.Timer || !files.IsFile(parts.Places.Pending))
        {
            return null;
        }

        if (await IsTimerActiveAsync().ConfigureAwait(false))
        {
            return parts.Pending?.Until;
        }

        if (!parts.Host.Systemd.IsTransient(parts.Places.OwnUnit("revert")))
        {
            await parts.Timer.ArmAsync(soon, Guard.TimerCommand(parts), default).ConfigureAwait(false);
        }

        return parts.Host.Clock.Now + soon;
    }

    private async Task<bool> IsTimerActiveAsync() =>
        (await parts.Host.Systemd.ShowAsync([parts.Places.RevertTimer], ["ActiveState"], default).ConfigureAwait(false))[0]["ActiveState"] == "active";
}
