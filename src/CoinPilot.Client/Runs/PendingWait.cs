using CoinPilot.Hosts;
using CoinPilot.Reporting;

namespace CoinPilot.Runs;

/// <summary>Waits while somebody else's switch is pending, and says whose.</summary>
public sealed class PendingWait(IReporter reporter, TimeProvider clock)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    /// <summary>The host as it is once nothing is pending any more, or when the patience is over.</summary>
    /// <param name="look">Asks the host.</param>
    public async Task<PreviewedHost> UntilOverAsync(Func<Task<PreviewedHost>> look, TimeSpan patience, CancellationToken ct)
    {
        var begun = clock.GetTimestamp();
        PendingSwitch? told = null;
        while (true)
        {
            var seen = await look().ConfigureAwait(false);

            // One that nothing reverts ends only when somebody acts.
            if (seen.Look.State.Pending is not { Trouble: null, RevertsByItself: true } pending || clock.GetElapsedTime(begun) >= patience)
            {
                return seen;
            }

            if (pending != told)
            {
                reporter.Line("upload", LineStatus.Wait, $"{pending.New} is {pending.Phase}, not confirmed{pending.Who(Local)}; it reverts at {Local(pending.Until)} by itself: waiting for it, until {Local(clock.GetUtcNow() + patience - clock.GetElapsedTime(begun))} at the latest");
                told = pending;
            }

            await Task.Delay(Beat, clock, ct).ConfigureAwait(false);
        }
    }

    private static string Local(DateTimeOffset time) => time.ToLocalTime().ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
}
