namespace CoinPilot.Execution;

/// <summary>The phases of one run, in the order in which the targets call them.</summary>
public sealed class Pipeline(PipelineOptions options)
{
    public PipelineOptions Options { get; } = options;

    /// <summary>Whether this run began a switch and did not confirm it.</summary>
    public bool MustRevert { get; private set; }

    public Task ValidateComposeAsync(CancellationToken ct) => Unwired(nameof(ValidateComposeAsync), ct);

    public Task RenderUnitAsync(CancellationToken ct) => Unwired(nameof(RenderUnitAsync), ct);

    public Task UploadUnitAsync(CancellationToken ct) => Unwired(nameof(UploadUnitAsync), ct);

    public Task ReloadDaemonAsync(CancellationToken ct) => Unwired(nameof(ReloadDaemonAsync), ct);

    public Task StartUnitAsync(CancellationToken ct) => Unwired(nameof(StartUnitAsync), ct);

    public Task CheckStackAsync(CancellationToken ct) => Unwired(nameof(CheckStackAsync), ct);

    /// <summary>The verdict of a deployment; throws unless it is confirmed or unchanged.</summary>
    public Task ConcludeDeploymentAsync(CancellationToken ct) => Unwired(nameof(ConcludeDeploymentAsync), ct);

    public Task RevertAsync(CancellationToken ct) => Unwired(nameof(RevertAsync), ct);

    public Task RollbackAsync(CancellationToken ct) => Unwired(nameof(RollbackAsync), ct);

    public Task StatusAsync(CancellationToken ct) => Unwired(nameof(StatusAsync), ct);

    public Task LabUpAsync(CancellationToken ct) => Unwired(nameof(LabUpAsync), ct);

    public Task LabDownAsync(CancellationToken ct) => Unwired(nameof(LabDownAsync), ct);

    private Task Unwired(string phase, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        MustRevert = false;
        return Task.FromException(new DeploymentException($"{phase[..^"Async".Length]} is not wired yet: {Options.App} was not touched."));
    }
}
