using CoinPilot.Stack;
using CoinPilot.Compose.Reports;
using CoinPilot.Hosts;
using CoinPilot.Options;
using CoinPilot.Releases;
using CoinPilot.Reporting;

namespace CoinPilot.Runs;

/// <summary>The stack that is deployed, read once: from here, or from the host where it lies.</summary>
public sealed class StackReading(DeploymentOptions options, HostRun run)
{
    // Set before the stack is read, so that a finding can show its line.
    private HostTree? tree;
    private Task<GitTree>? history;
    private Task<ValidatedProject>? reading;

    /// <summary>Throws <see cref="InvalidInputException"/> with every finding.</summary>
    public Task<ValidatedProject> ReadAsync(CancellationToken ct) => reading ??= ReadOnceAsync(ct);

    /// <summary>What git knows of the stack's folder here.</summary>
    public Task<GitTree> HistoryAsync(CancellationToken ct) => history ??= LeftBehind.Begin(() => GitTree.ReadAsync(StackReader.DirectoryOf(options), ct), ct);

    /// <summary>The text of a file of the stack; null for one that is not known.</summary>
    public string? TextOf(string file) =>
        tree?.TextOf(file) ?? (tree is null && SourceFile.Read(file, out _) is { } bytes ? SmallFile.Decode(bytes) : null);

    private async Task<ValidatedProject> ReadOnceAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return options.HostDirectory is { } directory ? await ReadThereAsync(directory, ct).ConfigureAwait(false) : ReadHere(ct);
    }

    private ValidatedProject ReadHere(CancellationToken ct)
    {
        var asked = HistoryAsync(ct);
        var local = StackReader.Read(options, () => asked.GetAwaiter().GetResult());
        var content = ContentSize.Of(Shipping.Of(local.Project, new SourceTree()).Paths);
        content.RefuseTooMuch();
        if (content.Announcement is { } announcement)
        {
            run.Reporter.Line("content", LineStatus.Info, announcement);
        }

        return local with { Content = content };
    }

    private async Task<ValidatedProject> ReadThereAsync(string directory, CancellationToken ct)
    {
        tree = new()
        {
            Emptied = options.EnvFile is null ? HostPath.Join(directory, ".env") : null,
            Local = options.EnvFile,
        };
        var read = await HostStackReader.ReadAsync(options, tree, await run.ConnectedAsync(ct).ConfigureAwait(false), ct).ConfigureAwait(false);
        var lying = read.Host!;
        run.Reporter.Line("checkout", lying.Commit is null || lying.IsDirty ? LineStatus.Warn : LineStatus.Ok, lying.Describe());
        ComposeDrift.Show(options, tree, run.Reporter);
        return read;
    }
}
