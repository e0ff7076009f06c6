using CoinPilot.Options;
using CoinPilot.Reporting;
using CoinPilot.Stack;
using CoinPilot.Systemd;

namespace CoinPilot.Runs;

/// <summary>Renders the unit and compose.release.yml, and writes them into the artifacts folder.</summary>
public sealed class RenderTarget(DeploymentOptions options, ReleaseMaking making, IReporter reporter)
{
    /// <summary>Throws <see cref="InvalidInputException"/> for a unit that our own linter refuses.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var release = await making.MakeAsync(ct).ConfigureAwait(false);
        InvalidInputException.ThrowIfAny(UnitLinter.LintStack(UnitFile.Parse(release.Release.Unit), options.UnitName).Where(finding => finding.Severity == Severity.Error));
        Artifacts.Write(options, release.Release);
        reporter.Line("render", LineStatus.Ok, $"{options.UnitName} ({options.StartPolicy.ToString().ToLowerInvariant()}) and compose.release.yml are in {options.ArtifactsFolder}");
    }
}
