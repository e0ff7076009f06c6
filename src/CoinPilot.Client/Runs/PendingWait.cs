using CoinPilot.Hosts;
using CoinPilot.Reporting;

namespace CoinPilot.Runs;

/// <summary>Waits while somebody else stages a release or has a switch pending, and says who.</summary>
public sealed class PendingWait(IReporter reporter, TimeProvider clock)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    /// <summary>The host as it is once nothing is pending any more, or when the patience is over.</summary>
    /// <param name="look">Asks the host.</param>
    public async Task<PreviewedHost> UntilOverAsync(Func<Task<PreviewedHost>> look, TimeSpan patience, CancellationToken ct)
    {
        var begun = clock.GetTimestamp();
        object? told = null;
        while (true)
        {
            var seen = await look().ConfigureAwait(false);

            if (AtWork(seen.Look.State) is not var (who, text) || clock.GetElapsedTime(begun) >= patience)
            {
                return seen;
            }

            if (!who.Equals(told))
            {
                reporter.Line("upload", LineStatus.Wait, $"{text}: waiting for it, until {Local(clock.GetUtcNow() + patience - clock.GetElapsedTime(begun))} at the latest");
                told = who;
            }

            await Task.Delay(Beat, clock, ct).ConfigureAwait(false);
        }
    }

    // A switch that nothing reverts ends only when somebody acts.
    private static (object Who, string Text)? AtWork(HostState host) => host switch
    {
        { Pending: { Trouble: null, RevertsByItself: true } pending } =>
            (pending, $"{pending.New} is {pending.Phase}, not confirmed{pending.Who(Local)}; it reverts at {Local(pending.Until)} by itself"),
        { Pending: null, Staging: { } staging } => (staging, $"another release is being staged on this host, {staging.Who(Local)}"),
        _ => null,
    };

    private static string Local(DateTimeOffset time) => time.ToLocalTime().ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
}
