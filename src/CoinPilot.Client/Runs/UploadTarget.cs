using CoinPilot.Hosts;
using CoinPilot.Stack;
using CoinPilot.Options;
using CoinPilot.Planning;
using CoinPilot.Protocol;
using CoinPilot.Releases;
using CoinPilot.Reporting;

namespace CoinPilot.Runs;

/// <summary>Observes the host, plans, and stages what it lacks.</summary>
public sealed class UploadTarget(DeploymentOptions options, StackReading stack, ReleaseMaking making, PlanMaking planning, Prefetch prefetch, PlanInHand hand, IReporter reporter)
{
    public async Task RunAsync(CancellationToken ct)
    {
        prefetch.Connect(ct);
        var made = await planning.MakeAsync(repair: making.Saved is null, ct).ConfigureAwait(false);
        reporter.Plan(new(made.Plan, IsFull: false, made.Document));
        await InstallNotifyAsync(made, ct).ConfigureAwait(false);
        if (made.IsUnchanged)
        {
            made.Release.DeletePacked();
            hand.TakeUnchanged(made);
            reporter.Line("upload", LineStatus.Ok, "unchanged: nothing is sent, no registry is asked");
            return;
        }

        if (made.Refused is { IsEmpty: false } refused)
        {
            made.Release.DeletePacked();
            throw new DeploymentException($"{made.Look.Host.Description}: {DataChangeText.Refusal(refused)}\n→ {DataChangeText.Fix(refused)}", FailureKind.BadInput);
        }

        reporter.Judge("upload", ClockSkew.Check(made.Look.State, made.Look.Asked, made.Look.Answered, made.Plan.Release));
        var project = await stack.ReadAsync(ct).ConfigureAwait(false);
        var applied = hand.Take(made, new(
            send => SendAsync(made, project, send, ct), options.PullTimeout + options.BuildTimeout + TimeSpan.FromMinutes(5), manifest => ShowSettled(made, manifest)));
        await applied.ApplyAsync(PlanPhase.Stage, ct).ConfigureAwait(false);
    }

    // It is the host's and of no release: whoever is to be told is told of this deployment too, and of one that changes nothing else.
    private async Task InstallNotifyAsync(MadePlan made, CancellationToken ct)
    {
        if (options.NotifyFile is not { } file)
        {
            return;
        }

        using MemoryStream content = new(file.ToArray(), writable: false);
        var installed = await made.Look.Host.InstallNotifyAsync(new(content), ct).ConfigureAwait(false);
        reporter.Line("upload", LineStatus.Ok, $"{installed.Path} {(installed.IsChanged ? "is this one now" : "is unchanged")}: tells {(installed.Receivers.IsEmpty ? "nobody" : string.Join(", ", installed.Receivers))}");
    }

    private async Task<ImagesAnswer> SendAsync(MadePlan made, ValidatedProject project, Func<RequestPayload, Task<ImagesAnswer>> send, CancellationToken ct)
    {
        var (release, state) = (made.Release, made.Look.State);
        try
        {
            var missing = release.Objects.Where(packed => !state.Objects.Contains(packed.Digest)).ToArray();
            project.Content?.RefuseWithoutRoom(made.Look.Host.Description, missing.Sum(packed => packed.Length), state.DiskFreeKib);
            var payload = await StagePayload.WriteAsync(RunFolder.In(options.TemporaryFolder), release.Files(), missing, ct).ConfigureAwait(false);
            try
            {
                reporter.Line("upload", LineStatus.Info, $"{missing.Length} of {release.Objects.Length} objects are new, {payload.Length / 1024} KiB travel");
                await using var content = payload.Open();
                return await send(new(content, payload.Digest)).ConfigureAwait(false);
            }
            finally
            {
                File.Delete(payload.TarPath);
            }
        }
        finally
        {
            release.DeletePacked();
        }
    }

    // What the plan could only call possible is known once the images are.
    private void ShowSettled(MadePlan made, ReleaseManifest manifest)
    {
        if (made.Plan.Detail is not { } detail || detail.Services.All(service => service.IsCertain))
        {
            return;
        }

        var state = made.Look.State;
        var settled = ServiceChanges.Of(made.Release.Request, Planner.CurrentOf(state), state, made.Preview, detail.Images, manifest);
        var down = settled.Where(service => service is { Interrupts: true, IsCertain: true }).Select(service => service.Service).ToArray();
        reporter.Line("upload", LineStatus.Info, down.Length == 0
            ? "with the images known: nothing that runs will go down"
            : $"with the images known: {string.Join(", ", down)} will go down for a while{(settled.All(service => service.IsCertain) ? "; nothing else that runs" : "")}");
    }
}
