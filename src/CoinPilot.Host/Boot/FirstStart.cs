using CoinPilot.Agent.Transaction;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Boot;

/// <summary>The start of the stack's unit by a boot.</summary>
internal sealed class FirstStart(TransactionParts parts, ReleaseConf conf)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    // Sweep, supply and what systemd itself takes; a guard that reverts first.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(10);

    // Its lines: what is here, pull, build, what is gone, and the one that decides.
    private TimeSpan Bound => conf.PullTimeout + (2 * conf.BuildTimeout) + (3 * conf.StartTimeout) + Slack;

    /// <summary>Waits until it has ended, well or not; false when nobody began it, or it does not end.</summary>
    public async Task<bool> EndsAsync(CancellationToken ct)
    {
        for (var begun = parts.Host.Clock.Uptime; ; await parts.Host.Clock.DelayAsync(Beat, ct).ConfigureAwait(false))
        {
            var unit = (await parts.Host.Systemd.ShowAsync([parts.Places.Unit], ["ActiveState", "SubState", "NRestarts"], ct).ConfigureAwait(false))[0];
            if (unit["ActiveState"] is "active" or "reloading" or "failed" || unit["SubState"].StartsWith("auto-restart", StringComparison.Ordinal) || unit["NRestarts"] is not ("" or "0"))
            {
                return true;
            }

            if (parts.Host.Clock.Uptime - begun >= Bound)
            {
                return false;
            }
        }
    }
}
