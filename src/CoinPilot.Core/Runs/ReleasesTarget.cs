using CoinPilot.Inspection;
using CoinPilot.Reporting;

namespace CoinPilot.Runs;

/// <summary>What lies on the host, and what a rollback can go to.</summary>
public sealed class ReleasesTarget(HostRun run)
{
    public async Task RunAsync(CancellationToken ct)
    {
        var state = (await run.ObserveAsync([], ct).ConfigureAwait(false)).State;
        if (state.Releases.IsEmpty)
        {
            run.Reporter.Line("releases", LineStatus.Ok, $"no release of {run.About.App} lies on this host");
            return;
        }

        run.Reporter.Listing("releases", ReleasesText.Of(state, run.Clock.LocalTimeZone), ReleasesText.JsonOf(state));
    }
}
