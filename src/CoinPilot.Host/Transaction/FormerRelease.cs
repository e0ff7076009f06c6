using System.Globalization;
using CoinPilot.Agent.Checkouts;
using CoinPilot.Agent.Docker;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>The way back to the release that a switch replaced.</summary>
internal sealed class FormerRelease(TransactionParts parts, PendingFile pending)
{
    private const int Starts = 3;

    private static readonly TimeSpan CheckoutBound = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan BetweenStarts = TimeSpan.FromSeconds(5);

    /// <summary>The start's own exit code; 0 where none was tried.</summary>
    public int StartEnded { get; private set; }

    /// <summary>Its images under their names, the new release's containers gone, and its start; the exit code.</summary>
    /// <param name="isBoot">systemd starts the unit by itself, after us.</param>
    public async Task<int> BringBackAsync(HalfMade halfMade, bool isBoot, CancellationToken ct)
    {
        if (!isBoot)
        {
            await WarnOfCheckoutAsync(ct).ConfigureAwait(false);
        }

        NamesBefore names = new(parts);
        string[] gone;
        try
        {
            gone = [.. await names.GiveBackAsync(pending.Old, pending.OldImages, ct).ConfigureAwait(false)];
        }
        catch (DockerSilentException) when (!ct.IsCancellationRequested)
        {
            // It may have been away in the middle of it.
            if (!await halfMade.SweepPatientlyAsync(ct).ConfigureAwait(false))
            {
                throw;
            }

            gone = [.. await names.GiveBackAsync(pending.Old, pending.OldImages, ct).ConfigureAwait(false)];
        }

        await new FormerStack(parts, pending).RetireNewAsync(pending.OldImages.Select(image => image.Key), ct).ConfigureAwait(false);
        await new SuccessorsBack(parts, pending).RunAsync(isBoot, ct).ConfigureAwait(false);
        if (parts.Shelf.ConfOf(pending.Old) is { } conf)
        {
            await MovedServices.MakeAnewAsync(parts, conf, isBack: true, ct).ConfigureAwait(false);
        }

        if (!isBoot)
        {
            StartEnded = await StartPatientlyAsync(halfMade, ct).ConfigureAwait(false);
        }

        if (gone.Length > 0)
        {
            await parts.Context.WarnAsync($"images that {pending.Old} had are gone from this host; what has their names now is used: {string.Join(' ', gone)}").ConfigureAwait(false);
            return ExitStatus.Failure;
        }

        return StartEnded;
    }

    // Of a checkout, only the images go back.
    private async Task WarnOfCheckoutAsync(CancellationToken ct)
    {
        var changes = await new CheckoutSinceVerb(parts.Host, parts.Context).ChangesAsync(pending.Old, CheckoutBound, ct).ConfigureAwait(false);
        var paths = changes.Where(change => change.Use is "mount" or "env" or "config" or "secret").Select(change => change.Path).ToArray();
        if (paths.Length > 0)
        {
            await parts.Context.WarnAsync($"configuration in the checkout is not rolled back; it is not what {pending.Old} was made with: {string.Join(' ', paths)}").ConfigureAwait(false);
        }
    }

    // A slow dependency fails `up`, and the next one passes: as often as a deployment tries it, unless one took all the time.
    private async Task<int> StartPatientlyAsync(HalfMade halfMade, CancellationToken ct)
    {
        var bound = pending.OldStartTimeout + TimeSpan.FromSeconds(30);
        var lastBegins = parts.Host.Clock.Uptime + bound;
        for (var attempt = 1; ; attempt++)
        {
            await parts.Unit.PrepareAsync(halfMade, bound, ct).ConfigureAwait(false);
            if (parts.Shelf.ConfOf(pending.Old) is { } conf)
            {
                await LostNetworks.MendForStartAsync(parts, conf, ct).ConfigureAwait(false);
            }

            var code = await parts.Unit.RunAsync(bound, ct).ConfigureAwait(false);
            if (code == 0 || attempt == Starts || parts.Host.Clock.Uptime >= lastBegins)
            {
                return code;
            }

            await parts.Context.SayAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"the start of {pending.Old} failed with exit code {code}: it is tried again in {BetweenStarts.TotalSeconds:0} s ({attempt} of {Starts})")).ConfigureAwait(false);
            await parts.Host.Clock.DelayAsync(BetweenStarts, ct).ConfigureAwait(false);
        }
    }
}
