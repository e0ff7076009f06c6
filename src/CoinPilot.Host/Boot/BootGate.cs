using System.Collections.Immutable;
using CoinPilot.Agent.Cli;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Transaction;
using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Planning;
using CoinPilot.Protocol;
using CoinPilot.Releases;
using CoinPilot.Reporting;
using CoinPilot.Runs;

namespace CoinPilot.Agent.Boot;

/// <summary>
/// The gate over what the refresh of a boot brought. What passes is proven; images that do not come up are taken back to
/// the proven ones, with a hold; a stack that is down for another reason is left to its unit. (D089)
/// </summary>
internal sealed class BootGate(TransactionParts parts, ReleaseConf conf, ReleaseManifest manifest, IReporter reporter)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HealthGate gate = Planner.GateOf(manifest);
    private readonly ProvenImages proven = new(parts, manifest, conf);

    private string Release => manifest.Release;

    /// <summary>Throws <see cref="DockerSilentException"/>, <see cref="VerbFailedException"/>.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        if (!await new FirstStart(parts, conf).EndsAsync(ct).ConfigureAwait(false))
        {
            await parts.Context.WarnAsync($"{parts.Places.Unit} was not started by this boot, or its start does not end: nothing is judged").ConfigureAwait(false);
            return;
        }

        var blamed = (await LookAsync(ct).ConfigureAwait(false)).Foreign();
        if (blamed.IsEmpty)
        {
            var verdict = await JudgeAsync(ct).ConfigureAwait(false);
            if (verdict is not GateVerdict.Fail failed)
            {
                await KeepAsync(ct).ConfigureAwait(false);
                return;
            }

            blamed = (await LookAsync(ct).ConfigureAwait(false)).Of(failed, parts.Host.Clock.Now);
            if (blamed.IsEmpty)
            {
                await parts.Context.WarnAsync($"{Release} is not up after this boot: {failed.Reason}. Its images are the proven ones, so nothing is changed; the unit tries again by itself").ConfigureAwait(false);
                return;
            }
        }

        await GoBackAsync(blamed, ct).ConfigureAwait(false);
    }

    private async Task GoBackAsync(ImmutableArray<BlamedImage> blamed, CancellationToken ct)
    {
        if (blamed.Where(image => image.Proven is null).Select(image => image.Service).Distinct().ToArray() is { Length: > 0 } lost)
        {
            await parts.Context.WarnAsync($"this boot brought images that do not come up, and of {string.Join(", ", lost)} no proven image is on this host any more: nothing is changed").ConfigureAwait(false);
            return;
        }

        if (!await IsStillOursAsync(ct).ConfigureAwait(false))
        {
            return;
        }

        BootFallback fallback = new(parts, proven, Release, conf);
        await fallback.GoBackAsync(blamed, ct).ConfigureAwait(false);
        var verdict = await JudgeAsync(ct).ConfigureAwait(false);
        fallback.Record(blamed, verdict is GateVerdict.Pass);
        await parts.Context.SayAsync(verdict is GateVerdict.Pass
            ? $"{Release} is up again with its proven images, on hold"
            : $"{Release} is on hold with its proven images, and not up: {verdict.NotUp}").ConfigureAwait(false);
    }

    private async Task KeepAsync(CancellationToken ct)
    {
        using var held = await parts.Lock.TakeAsync(Patience, ct).ConfigureAwait(false);
        if (!await IsStillOursAsync(ct).ConfigureAwait(false))
        {
            return;
        }

        var stack = await RefreshedStack.LookAsync(parts.Host.Docker, conf, ct).ConfigureAwait(false);
        var changed = await proven.KeepAsync(stack.Running(conf.Images.Select(image => image.Key)), ct).ConfigureAwait(false);
        if (!changed.IsEmpty)
        {
            parts.Journal.Record("boot", "done", Release, string.Join(' ', changed));
            await parts.Context.SayAsync($"{Release} is up with what this boot brought: new and proven is {string.Join(", ", changed)}").ConfigureAwait(false);
        }
    }

    // Somebody may have deployed, gone back or stopped the stack while it was judged.
    private async Task<bool> IsStillOursAsync(CancellationToken ct)
    {
        var state = (await parts.Unit.LookAsync(ct).ConfigureAwait(false)).State;
        var reason = parts.Pending is not null ? "a switch is pending"
            : parts.Installed.Current != Release ? $"this host is at {parts.Installed.Current}"
            : parts.Host.Files.IsFile(parts.Places.HoldFile) ? "the unit is on hold"
            : state is "inactive" or "deactivating" ? "somebody stopped the unit"
            : null;
        if (reason is not null)
        {
            await parts.Context.SayAsync($"{reason} meanwhile: nothing is changed").ConfigureAwait(false);
        }

        return reason is null;
    }

    private async Task<Blame> LookAsync(CancellationToken ct) => new(
        gate,
        await RefreshedStack.LookAsync(parts.Host.Docker, conf, ct).ConfigureAwait(false),
        await proven.ReadAsync(ct).ConfigureAwait(false),
        ImageArchitecture.Of(Machine.KernelName));

    private async Task<GateVerdict> JudgeAsync(CancellationToken ct)
    {
        await using LocalAgent agent = new(new AgentVerbs(parts.Host, isJob: false), parts.Context.Scope);
        await using HostClient client = new(agent, new HostTouch(), reporter);
        return await new GateRun(client, reporter).JudgeAsync(gate, ct).ConfigureAwait(false);
    }
}
