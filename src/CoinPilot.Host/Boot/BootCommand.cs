using CoinPilot.Agent.Files;
using CoinPilot.Agent.Notifying;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Transaction;
using CoinPilot.Protocol;
using CoinPilot.Releases;
using CoinPilot.Reporting;
using CoinPilot.Systemd;

namespace CoinPilot.Agent.Boot;

/// <summary><c>coinpilot boot</c>: what the unit of the boot gate runs. Only a guarded boot brings anything that is to be judged.</summary>
internal static class BootCommand
{
    /// <summary>The exit code; a stack that is not up is none of its failures.</summary>
    /// <param name="reporter">Of the gate's lines.</param>
    public static async Task<int> RunAsync(HostParts host, string app, IReporter reporter)
    {
        var code = await CommandEnd.OfAsync(() => JudgeAsync(host, app, reporter)).ConfigureAwait(false);

        // Whatever came of it: a refresh that failed is told as well.
        var context = StartContext.Of(app);
        await NoticeCall.BeginAsync(host, AppPlaces.Of(context.Scope), context).ConfigureAwait(false);
        return code;
    }

    private static async Task JudgeAsync(HostParts host, string app, IReporter reporter)
    {
        var context = StartContext.Of(app);
        TransactionParts parts = new(host, context);
        var release = parts.Installed.Current;
        if (NothingToJudge(parts) is { } reason)
        {
            await context.SayAsync($"{reason}: there is nothing to judge").ConfigureAwait(false);
            return;
        }

        var conf = parts.Shelf.ConfOf(release) ?? throw Unknown(parts, release, "it is not there");
        var (manifest, trouble) = host.Files.ReadText($"{parts.Places.Release(release)}/{ReleaseFile.Manifest}") is { } text
            ? ReleaseManifest.TryParse(text)
            : (null, "it has no manifest");
        if (manifest is null)
        {
            throw Unknown(parts, release, trouble!);
        }

        if (manifest.StartPolicy != PolicyText)
        {
            await context.SayAsync($"{release} starts {manifest.StartPolicy}: its boots bring nothing that is to be judged").ConfigureAwait(false);
            return;
        }

        parts = new(host, context with { Scope = context.Scope with { Unit = parts.Places.Unit, Project = conf.Project, By = "boot" } });
        await new BootGate(parts, conf, manifest, reporter).RunAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private static string PolicyText => StartPolicy.Guarded.ToString().ToLowerInvariant();

    private static string? NothingToJudge(TransactionParts parts) =>
        parts.Installed.Current is "none" or "foreign" ? $"{parts.Places.Unit} is none of ours"
        : parts.Pending is not null ? "a switch is pending"
        : parts.Host.Files.IsFile(parts.Places.HoldFile) ? $"{parts.Places.Unit} is on hold"
        : null;

    private static VerbFailedException Unknown(TransactionParts parts, string release, string why) =>
        new(FailureKind.Failed, $"release {release} can't be judged: {why}", Commands.Anywhere("DeployUnit", parts.Places.App.Text));
}
