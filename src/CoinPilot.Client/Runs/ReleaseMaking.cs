using CoinPilot.Stack;
using CoinPilot.Options;
using CoinPilot.Planning;
using CoinPilot.Releases;

namespace CoinPilot.Runs;

/// <summary>The release that is made of the stack, once; one of a saved plan is made again as it was then.</summary>
public sealed class ReleaseMaking(DeploymentOptions options, HostRun run, StackReading stack)
{
    private readonly Lazy<PlanDocument?> saved = new(() => SavedPlan.Read(options));
    private Task<BuiltRelease>? making;

    /// <summary>The plan that is to be applied exactly; null for a new one. Throws <see cref="DeploymentException"/> (2) for a file that is none.</summary>
    public PlanDocument? Saved => saved.Value;

    public HostLayout Layout { get; } = new(options.App);

    /// <summary>Throws <see cref="InvalidInputException"/> when something of the stack can't travel.</summary>
    public Task<BuiltRelease> MakeAsync(CancellationToken ct) => making ??= MakeOnceAsync(ct);

    private async Task<BuiltRelease> MakeOnceAsync(CancellationToken ct)
    {
        var madeAt = Saved?.MadeAt ?? run.Clock.GetUtcNow();
        var project = await stack.ReadAsync(ct).ConfigureAwait(false);
        if (project.Host is null)
        {
            return await ReleaseBuilder.BuildAsync(project, stack.HistoryAsync(ct), options, Layout, madeAt, ct).ConfigureAwait(false);
        }

        var content = await HostContent.ReadAsync(project, options, await run.ConnectedAsync(ct).ConfigureAwait(false), ct).ConfigureAwait(false);
        return ReleaseBuilder.Build(project, content, options, Layout, madeAt);
    }
}
