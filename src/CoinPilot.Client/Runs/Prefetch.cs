using CoinPilot.Hosts;
using CoinPilot.Stack;
using CoinPilot.Options;
using CoinPilot.Releases;

namespace CoinPilot.Runs;

/// <summary>What a whole deployment begins before its phase, so that this machine, the line and the host are busy at the same time.</summary>
/// <remarks>It buys some 0.2 s of a deployment over a LAN (docs/performance.md). What goes wrong is said by the phase that needs it (D061).</remarks>
/// <param name="isWanted">The host is known from the beginning.</param>
public sealed class Prefetch(DeploymentOptions options, HostRun run, StackReading stack, ReleaseMaking making, bool isWanted)
{
    private Task<HostClient>? contact;
    private Task<PreviewedHost>? previewing;

    public void Connect(CancellationToken ct)
    {
        if (isWanted)
        {
            contact ??= run.ConnectAhead(ct);
        }
    }

    /// <summary>A preview changes nothing on the host: it need not wait until what is rendered here has been judged and written.</summary>
    public async Task PreviewAsync(CancellationToken ct)
    {
        if (contact is { } opening && (await stack.ReadAsync(ct).ConfigureAwait(false)).Host is null)
        {
            previewing = LeftBehind.Begin(
                async () =>
                {
                    var release = await making.MakeAsync(ct).ConfigureAwait(false);
                    return await AskAsync(release, await opening.ConfigureAwait(false), ct).ConfigureAwait(false);
                },
                ct);
        }
    }

    /// <summary>What is there, and what the host's Compose makes of the release: begun already, or asked for now.</summary>
    public async Task<PreviewedHost> TakeAsync(BuiltRelease release, bool repair, CancellationToken ct)
    {
        var host = await run.ConnectedAsync(ct).ConfigureAwait(false);
        return await (Interlocked.Exchange(ref previewing, null) ?? AskAsync(release, host, repair, ct)).ConfigureAwait(false);
    }

    private Task<PreviewedHost> AskAsync(BuiltRelease release, HostClient host, CancellationToken ct) => AskAsync(release, host, repair: making.Saved is null, ct);

    private async Task<PreviewedHost> AskAsync(BuiltRelease release, HostClient host, bool repair, CancellationToken ct)
    {
        var payload = await StagePayload.WriteAsync(RunFolder.In(options.TemporaryFolder), release.PreviewFiles(), release.EnvObjects(), ct).ConfigureAwait(false);
        try
        {
            await using var content = payload.Open();
            var asked = run.Clock.GetUtcNow();
            var (state, preview) = await host.PreviewAsync(release.Release.Manifest.ContainerNames, new(content, payload.Digest), repair, ct).ConfigureAwait(false);
            run.Touch.Saw(state);
            return new(new(host, state, asked, run.Clock.GetUtcNow()), preview);
        }
        finally
        {
            File.Delete(payload.TarPath);
        }
    }
}

/// <summary>A host, and what its Compose makes of a release.</summary>
public sealed record PreviewedHost(HostLook Look, HostPreview Preview);
