using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Systemd;
using CoinPilot.Agent.Transaction;
using CoinPilot.Hosts;
using CoinPilot.Protocol;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Boot;

/// <summary>The way back from what a boot brought: the names of images, then the hold, then the start. A death before the hold leaves it to the next boot; one after it, to the hold.</summary>
internal sealed class BootFallback(TransactionParts parts, ProvenImages proven, string release, ReleaseConf conf)
{
    private const string Verb = "fallback";

    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);

    /// <summary>Throws what keeps it from happening, and then the unit tries by itself again.</summary>
    public async Task GoBackAsync(ImmutableArray<BlamedImage> blamed, CancellationToken ct)
    {
        parts.Journal.Record(Verb, "started", release, Words(blamed));
        foreach (var image in blamed)
        {
            await parts.Context.WarnAsync(
                $"the refresh of this boot brought {image.Image} for {image.Service}, which {(image.IsForeign ? "is for another architecture" : "does not come up")}: it gets {image.Proven} again").ConfigureAwait(false);
        }

        try
        {
            var start = await new StartVerb(parts, () => GiveNamesAsync(blamed, ct)).RunAsync(new(release, Hold: true), ct).ConfigureAwait(false);
            if (start.ExitCode != 0)
            {
                await parts.Context.WarnAsync($"the start of the proven images ended with exit code {start.ExitCode}; the unit tries again by itself").ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is VerbFailedException or DockerSilentException or SystemdRefusedException or IOException or UnauthorizedAccessException)
        {
            parts.Journal.Record(Verb, "failed", release, error.Message);
            await StartAsBeforeAsync(error, ct).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>How it ended, for the history.</summary>
    public void Record(ImmutableArray<BlamedImage> blamed, bool isUp) => parts.Journal.Record(Verb, "done", release, $"{(isUp ? "up" : "down")} {Words(blamed)}");

    // Under the app's lock. Why it is on hold is there before the hold.
    private async Task<bool> GiveNamesAsync(ImmutableArray<BlamedImage> blamed, CancellationToken ct)
    {
        parts.DemandNothingPending();
        if (parts.Host.Files.IsFile(parts.Places.HoldFile))
        {
            throw new VerbFailedException(FailureKind.Conflict, $"{parts.Places.Unit} was put on hold meanwhile", parts.Look);
        }

        PastFallback fallback = new(release, parts.Host.Clock.Now, string.Join(", ", blamed.Select(image => image.Service).Distinct()), blamed.Any(image => image.IsForeign));
        parts.Host.Files.Put(parts.Places.BootFallback, fallback.ToString(), DurableFiles.Private);
        return await proven.GiveNamesAsync(ct).ConfigureAwait(false);
    }

    // What was under way was ended for this: a stack that is nobody's business any more would stay down.
    private async Task StartAsBeforeAsync(Exception error, CancellationToken ct)
    {
        var isOthers = error is VerbFailedException { Failure.Kind: FailureKind.Conflict };
        if (!isOthers && (await parts.Unit.LookAsync(ct).ConfigureAwait(false)).State is "inactive" or "failed")
        {
            await parts.Host.Systemd.RunJobAsync(UnitJob.Start, parts.Places.Unit, conf.StartTimeout + Slack, ct).ConfigureAwait(false);
        }
    }

    // Ids in short: a line of the history holds 200 characters.
    private static string Words(ImmutableArray<BlamedImage> blamed) => string.Join(' ', blamed.Select(image =>
        $"{image.Service} brought {Short(image.Image)}{(image.IsForeign ? " of another architecture" : "")} back to {Short(image.Proven ?? "-")}"));

    private static string Short(string id) => id.StartsWith("sha256:", StringComparison.Ordinal) && id.Length > 19 ? id[7..19] : id;
}
