using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Checkout;
using CoinPilot.Host;
using CoinPilot.Hosts;
using CoinPilot.Observation;
using CoinPilot.Planning;
using CoinPilot.Reporting;
using CoinPilot.Ssh;

namespace CoinPilot.Execution;

/// <summary>The verbs of the host program with their time limits; an exit code other than success becomes an exception here.</summary>
public sealed partial class HostClient(HostConnection connection, HostTouch touch, IReporter reporter) : IAsyncDisposable
{
    // For verbs that only read or write small files; the host's own limits are tighter.
    private static readonly TimeSpan Brief = TimeSpan.FromMinutes(2);

    // Build contexts and mounted folders are read whole.
    private static readonly TimeSpan Thorough = TimeSpan.FromMinutes(15);

    // Some ten commands of Compose, each bounded on the host.
    private static readonly TimeSpan Rehearsing = TimeSpan.FromMinutes(5);

    public string Description => connection.Description;

    /// <summary>Brings the host program there, so that the next verb takes one round trip.</summary>
    /// <param name="isForPreview">That is <see cref="PreviewAsync"/>.</param>
    public Task PrepareAsync(bool isForPreview, CancellationToken ct) => connection.PrepareAsync(isForPreview, Brief, ct);

    public async Task<HostState> ObserveAsync(ImmutableArray<string> containerNames, CancellationToken ct)
    {
        var result = await RunAsync("observe", [$"names={string.Join(',', containerNames)}"], null, "observe", Brief, ct).ConfigureAwait(false);
        return HostStateReader.Read(Demand(result).Facts);
    }

    /// <summary>What is there, and what Compose there would make of a release, in one trip; nothing is changed.</summary>
    /// <param name="repair">Puts back names of images that a dead staging left moved, as <c>observe</c> does.</param>
    public async Task<(HostState State, HostPreview Preview)> PreviewAsync(
        ImmutableArray<string> containerNames, StagePayload payload, bool repair, CancellationToken ct)
    {
        await using var content = File.OpenRead(payload.TarPath);
        string[] arguments =
        [
            $"names={string.Join(',', containerNames)}",
            $"bytes={payload.Length.ToString(CultureInfo.InvariantCulture)}",
            $"sha256={payload.Digest}",
            $"repair={(repair ? "yes" : "no")}",
        ];
        var facts = Demand(await RunAsync("preview", [.. arguments], content, "observe", Brief, ct).ConfigureAwait(false)).Facts;
        return (HostStateReader.Read(facts), HostPreview.Read(facts));
    }

    /// <summary>Runs one step of a plan to its end; <paramref name="limit"/> bounds the wait for it.</summary>
    /// <param name="onlyAfterSuccess">Sent now, but done only if the verb that was asked for before ends well.</param>
    public async Task<VerbResult> RunAsync(
        HostStep step, IEnumerable<string> more, Stream? payload, TimeSpan limit, CancellationToken ct, bool onlyAfterSuccess = false)
    {
        return await (touch.Of(step.Verb) is { } change ? touch.DuringAsync(change, change, SendAsync) : SendAsync()).ConfigureAwait(false);

        async Task<VerbResult> SendAsync()
        {
            var verb = step.Verb.ToString().ToLowerInvariant();
            return Demand(await RunAsync(verb, [.. step.Arguments, .. more], payload, verb, limit, ct, onlyAfterSuccess).ConfigureAwait(false));
        }
    }

    /// <summary>
    /// The verb <c>confirm</c>, until the host says that it keeps the release. What it does then (the drop-in, the timer, old
    /// releases) needs no client, and every later verb waits for it.
    /// </summary>
    public Task ConfirmAsync(HostStep step, CancellationToken ct) => touch.DuringAsync(HostChange.Confirming, HostChange.Confirmed, async () =>
    {
        TaskCompletionSource kept = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var verb = connection.RunAsync("confirm", step.Arguments, null, Take, Brief, ct);
        if (await Task.WhenAny(verb, kept.Task).ConfigureAwait(false) == verb)
        {
            Demand(await verb.ConfigureAwait(false));
        }
        else
        {
            _ = BlockingWork.Observed(verb);
        }

        return true;

        void Take(string name, string value)
        {
            if (name == "confirmed")
            {
                kept.TrySetResult();
            }
            else if (!kept.Task.IsCompleted)
            {
                Show("confirm", name, value);
            }
        }
    });

    /// <summary>Follows the stack beside whatever else runs; <paramref name="onFact"/> sees each fact as it comes.</summary>
    public async Task WatchAsync(TimeSpan duration, Action<string, string> onFact, CancellationToken ct) =>
        Demand(await connection.RunBesideAsync("watch", For(duration), onFact, duration + Brief, ct).ConfigureAwait(false));

    /// <summary>Follows the stack as soon as the verb that was asked for last, which takes <paramref name="before"/> at most, has ended well.</summary>
    public async Task WatchAfterAsync(TimeSpan before, TimeSpan duration, Action<string, string> onFact, CancellationToken ct) =>
        Demand(await connection.RunAsync("watch", For(duration), null, onFact, before + duration + Brief, ct, onlyAfterSuccess: true).ConfigureAwait(false));

    public async Task<HostFacts> ExplainAsync(IEnumerable<string> services, CancellationToken ct) =>
        Demand(await RunAsync("explain", [$"services={string.Join(',', services)}", "lines=20"], null, "explain", Brief, ct).ConfigureAwait(false)).Facts;

    /// <summary>The verb <c>revert</c>; its exit code says whether what came back is healthy.</summary>
    /// <param name="release">The release that this run switched to; the host refuses when another one is pending.</param>
    /// <param name="reason">Why, for the host's journal.</param>
    public Task<VerbResult> RevertAsync(string? release, string reason, TimeSpan limit, CancellationToken ct) =>
        touch.DuringAsync(HostChange.Reverting, HostChange.Reverting, () =>
            RunAsync("revert", [.. release is null ? (string[])[] : [$"release={release}"], $"reason={reason.ReplaceLineEndings(" ")}"], null, "revert", limit, ct));

    /// <summary>The verb <c>checkout</c>: looks at files of the host, and changes nothing.</summary>
    public async Task<HostFacts> CheckoutAsync(string questions, CancellationToken ct)
    {
        using var payload = new MemoryStream(StagePayload.Utf8(questions));
        string[] size = [$"bytes={payload.Length.ToString(CultureInfo.InvariantCulture)}"];
        return Demand(await RunAsync("checkout", [.. size], payload, "checkout", Thorough, ct).ConfigureAwait(false)).Facts;
    }

    /// <summary>What of a checkout is not what a release was made from.</summary>
    public async Task<ImmutableArray<CheckoutChange>> CheckoutSinceAsync(string release, CancellationToken ct) =>
        CheckoutChange.Read(Demand(await RunAsync("checkout", [$"release={release}"], null, "checkout", Thorough, ct).ConfigureAwait(false)).Facts);

    /// <summary>Whether the installed unit would start; nothing is touched.</summary>
    public async Task<Rehearsal> RehearseAsync(CancellationToken ct) =>
        Rehearsal.Read(Demand(await RunAsync("rehearse", [], null, "rehearse", Rehearsing, ct).ConfigureAwait(false)).Facts);

    /// <summary>Tells the host to reboot in a second; its boot id and its clock before that.</summary>
    public async Task<(string BootId, DateTimeOffset Now)> RebootAsync(CancellationToken ct)
    {
        var facts = (await touch.DuringAsync(HostChange.Rebooting, HostChange.Rebooting, async () =>
            Demand(await RunAsync("reboot", [], null, "reboot", Brief, ct).ConfigureAwait(false))).ConfigureAwait(false)).Facts;
        return (facts.Last("boot-id") ?? "", DateTimeOffset.FromUnixTimeSeconds(facts.Number("now")));
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private Task<VerbResult> RunAsync(
        string verb, ImmutableArray<string> arguments, Stream? payload, string phase, TimeSpan limit, CancellationToken ct, bool onlyAfterSuccess = false) =>
        connection.RunAsync(verb, arguments, payload, (name, value) => Show(phase, name, value), limit, ct, onlyAfterSuccess);

    private static string[] For(TimeSpan duration) =>
        [string.Create(CultureInfo.InvariantCulture, $"for={Math.Max(1, (int)Math.Ceiling(duration.TotalSeconds))}")];

    private void Show(string phase, string name, string value)
    {
        switch (name)
        {
            case "say":
                reporter.Line(phase, LineStatus.Info, value);
                break;
            case "warning":
                reporter.Line(phase, LineStatus.Warn, value);
                break;
            default:
                break;
        }
    }

    private VerbResult Demand(VerbResult result) => result.ExitCode == 0
        ? result
        : throw new DeploymentException(
            $"{connection.Description}: {result.Verb}: {result.Trouble}",
            result.ExitCode is ExitStatus.BadInput or ExitStatus.Conflict ? result.ExitCode : ExitStatus.Failure);
}
