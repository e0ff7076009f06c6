using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Notifying;
using CoinPilot.Agent.Watching;
using CoinPilot.Health;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>What ran before is back: nothing is pending any more. What can't be written down or taken away by then is said, and stops nothing.</summary>
internal sealed class RevertEnd(TransactionParts parts, PendingFile pending)
{
    private readonly IHostFiles files = parts.Host.Files;

    // Longer than the engine takes for its first look at a container, unless somebody says otherwise.
    private static readonly TimeSpan UntilUp = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>How long services were down since the switch.</summary>
    /// <param name="note">For whoever asks for the same revert again.</param>
    /// <param name="serving">Null where nobody can tell: the host itself was down.</param>
    public async Task<ImmutableArray<ServiceDown>> FinishAsync(string note, int code, ServingNotes? serving)
    {
        var places = parts.Places;
        files.Drop(places.Reverted); // one of an earlier revert
        files.Drop(places.Pending);
        await TryAsync("that it was reverted could not be written down", () =>
        {
            files.Put(places.Reverted, note, DurableFiles.Private);
            return Task.CompletedTask;
        }).ConfigureAwait(false);
        parts.DropIns.TakeAway(places.TransactionFile);
        parts.DropIns.ClearReady();
        if (pending.Old is "none" or "foreign")
        {
            await Guard.RemoveAsync(parts, default).ConfigureAwait(false);
            await Watch.RemoveAsync(parts, default).ConfigureAwait(false);
        }

        await parts.Host.Systemd.DaemonReloadAsync(default).ConfigureAwait(false);
        await parts.Timer.StopAsync(default).ConfigureAwait(false);
        if (pending.Old == "none")
        {
            await TryAsync($"{pending.New} could not be removed whole", ForgetNewAsync).ConfigureAwait(false);
        }

        await TryAsync("tags of images could not be removed", ForgetTagsAsync).ConfigureAwait(false);
        ImmutableArray<ServiceDown>? down = serving is null ? null : await DownAsync(serving, isWaited: code == 0).ConfigureAwait(false);
        files.Remove(places.Serving);
        parts.Journal.Record(
            "revert", "done", pending.New, string.Create(CultureInfo.InvariantCulture, $"to {pending.Old} exit {code}"), down is { } measured ? DownText.Words(measured) : null);
        using var stage = await parts.Lock.TryStageAsync(TimeSpan.Zero, default).ConfigureAwait(false);
        if (stage is not null)
        {
            parts.Journal.Trim();
        }

        await NoticeCall.BeginAsync(parts.Host, places, parts.Context).ConfigureAwait(false);
        return down ?? [];
    }

    // Compose does not wait until what it has started is healthy.
    private async Task<ImmutableArray<ServiceDown>> DownAsync(ServingNotes serving, bool isWaited)
    {
        for (var begun = parts.Host.Clock.Uptime; ;)
        {
            var down = await serving.TellBackAsync(pending, default).ConfigureAwait(false);
            if (!isWaited || down.All(one => one.IsOver) || parts.Host.Clock.Uptime - begun >= UntilUp)
            {
                return down;
            }

            await parts.Host.Clock.DelayAsync(BetweenLooks, default).ConfigureAwait(false);
        }
    }

    private async Task ForgetNewAsync()
    {
        files.RemoveTree(parts.Places.Release(pending.New));
        await UntagAsync(pending.New).ConfigureAwait(false);
    }

    private async Task ForgetTagsAsync()
    {
        await UntagAsync(ReleaseTags.Foreign).ConfigureAwait(false);
        await new KeptImages(parts.Host, parts.Places).ForgetAsync(default).ConfigureAwait(false);
    }

    private async Task UntagAsync(string release)
    {
        foreach (var tag in await parts.Host.Docker.TagsAsync([.. ReleaseTags.Patterns(parts.Places.App, release)], default).ConfigureAwait(false))
        {
            await parts.Host.Docker.UntagAsync(tag.Name, default).ConfigureAwait(false);
        }
    }

    private async Task TryAsync(string otherwise, Func<Task> step)
    {
        try
        {
            await step().ConfigureAwait(false);
        }
        catch (Exception error) when (error is DockerSilentException or IOException or UnauthorizedAccessException)
        {
            await parts.Context.SayAsync($"{otherwise}: {error.Message}").ConfigureAwait(false);
        }
    }
}
