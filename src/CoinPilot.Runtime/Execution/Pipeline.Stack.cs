using CoinPilot.Checkout;
using CoinPilot.Hosts;
using CoinPilot.Observation;
using CoinPilot.Releases;
using CoinPilot.Reporting;

namespace CoinPilot.Execution;

/// <summary>The stack that is deployed: read from here or from the host, and made into a release.</summary>
public sealed partial class Pipeline
{
    // Set before the stack is read, so that a finding can show its line.
    private HostTree? tree;

    private async Task<ValidatedProject> ReadStackAsync(CancellationToken ct)
    {
        if (options.HostDirectory is not { } directory)
        {
            ReadHistoryAhead(ct);
            var local = StackReader.Read(options);
            var content = ContentSize.Of(Shipping.Of(local.Project, new SourceTree()).Paths);
            content.RefuseTooMuch();
            if (content.Announcement is { } announcement)
            {
                reporter.Line("content", LineStatus.Info, announcement);
            }

            return local with { Content = content };
        }

        tree = new()
        {
            Emptied = options.EnvFile is null ? HostPath.Join(directory, ".env") : null,
            Local = options.EnvFile,
        };
        var read = await HostStackReader.ReadAsync(options, tree, await HostAsync(ct).ConfigureAwait(false), ct).ConfigureAwait(false);
        var lying = read.Host!;
        reporter.Line("checkout", lying.Commit is null || lying.IsDirty ? LineStatus.Warn : LineStatus.Ok, lying.Describe());
        ComposeDrift.Show(options, tree, reporter);
        return read;
    }

    private async Task<BuiltRelease> BuildAsync(CancellationToken ct) =>
        built ??= await (Interlocked.Exchange(ref building, null) ?? MakeAsync(ct)).ConfigureAwait(false);

    private async Task<BuiltRelease> MakeAsync(CancellationToken ct)
    {
        saved ??= SavedPlan.Read(options);
        stack ??= await ReadStackAsync(ct).ConfigureAwait(false);
        var madeAt = saved?.MadeAt ?? clock.GetUtcNow();
        if (stack.Host is null)
        {
            return await ReleaseBuilder.BuildAsync(stack, history!, options, layout, madeAt, ct).ConfigureAwait(false);
        }

        var content = await HostContent.ReadAsync(stack, options, await HostAsync(ct).ConfigureAwait(false), ct).ConfigureAwait(false);
        return ReleaseBuilder.Build(stack, content, options, layout, madeAt);
    }

    // Whoever keeps an .env in the checkout may go on editing that one.
    private void WarnOfUnusedEnv(BuiltRelease release)
    {
        if (NeedsHostEnv(release) && stack!.Host is { EnvFileDigest: { } nearby } lying && nearby != state!.EnvFileDigest)
        {
            reporter.Line("upload", LineStatus.Warn, $"{lying.EnvFile} differs from {layout.HostEnvFile}, whose values are used; to take the checkout's, on the host: sudo install -m 600 {lying.EnvFile} {layout.HostEnvFile}");
        }
    }

    private string? TextOf(string file) =>
        tree?.TextOf(file) ?? (tree is null && SourceFile.Read(file, out _) is { } bytes ? SmallFile.Decode(bytes) : null);
}
