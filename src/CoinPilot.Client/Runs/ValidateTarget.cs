using CoinPilot.Options;
using CoinPilot.Reporting;
using CoinPilot.Stack;

namespace CoinPilot.Runs;

/// <summary>Reads, checks and lints the Compose files.</summary>
/// <param name="prefetch">Of a whole deployment; without one, what a guarded boot does with each image is shown too.</param>
public sealed class ValidateTarget(DeploymentOptions options, StackReading stack, Prefetch? prefetch, IReporter reporter)
{
    /// <summary>Throws <see cref="InvalidInputException"/> with every finding.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (options.ComposeList is { } list)
        {
            ComposeListRun.Judge(list, reporter, Console.Error, ct);
            return;
        }

        prefetch?.Connect(ct);
        try
        {
            var read = await stack.ReadAsync(ct).ConfigureAwait(false);
            if (prefetch is not null)
            {
                await prefetch.PreviewAsync(ct).ConfigureAwait(false);
            }

            StackReport.Show(read, reporter, stack.TextOf, withImages: prefetch is null);
            FindingsOutput.Write(read.Findings, options, reporter, stack.TextOf, Caller.IsGitHub);
        }
        catch (InvalidInputException refused)
        {
            FindingsOutput.Write(refused.Findings, options, reporter, stack.TextOf, Caller.IsGitHub);
            StackReport.ShowImages(refused.Project, reporter);
            throw;
        }
    }
}
