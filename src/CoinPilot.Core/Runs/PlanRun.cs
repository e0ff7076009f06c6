using System.Collections.Immutable;
using System.Text;
using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Planning;
using CoinPilot.Protocol;
using CoinPilot.Releases;
using CoinPilot.Reporting;

namespace CoinPilot.Runs;

/// <summary>One plan on one host: the loop that runs its steps in its order, whichever target asks for how many of them.</summary>
/// <param name="reach">The last phase that this run goes to: what comes after a step within it is sent with the step.</param>
public sealed class PlanRun(DeploymentPlan plan, HostRun run, HostClient host, PlanPhase reach)
{
    private static readonly TimeSpan Brief = TimeSpan.FromMinutes(2);

    private readonly GatedStart start = new(plan, host, run.Reporter, run.Clock);

    private int next;

    public DeploymentPlan Plan => plan;

    /// <summary>The release, with what staging found out about its images.</summary>
    public ReleaseManifest Manifest { get; private set; } = plan.Manifest;

    /// <summary>What staging sends; needed only by plans that stage.</summary>
    public StagedContent Content { get; init; } = StagedContent.None;

    /// <summary>The containers as the gate saw them last.</summary>
    public ImmutableArray<ContainerState> Containers { get; private set; } = [];

    /// <summary>How long services were down for the release, once it is confirmed.</summary>
    public ImmutableArray<ServiceDown> Down { get; private set; } = [];

    /// <summary>A switch was begun and is neither confirmed nor known to have been refused.</summary>
    public bool IsSwitching { get; private set; }

    public bool IsConfirmed { get; private set; }

    /// <summary>When the host goes back by itself.</summary>
    public DateTimeOffset? RevertsAt { get; private set; }

    /// <summary>Continues a plan whose first phases an earlier run has done.</summary>
    public PlanRun From(PlanPhase first)
    {
        next = plan.Steps.TakeWhile(step => step.Phase < first).Count();
        return this;
    }

    /// <summary>Runs what is left of the plan up to the end of a phase.</summary>
    public async Task ApplyAsync(PlanPhase last, CancellationToken ct)
    {
        await using Confirmation confirmation = new(run);
        while (next < plan.Steps.Length && plan.Steps[next].Phase <= last)
        {
            await ApplyAsync(plan.Steps[next].Request, confirmation, ct).ConfigureAwait(false);
            next++;
        }
    }

    private Task ApplyAsync(AgentRequest request, Confirmation confirmation, CancellationToken ct) => request switch
    {
        StageRequest stage => StageAsync(stage, ct),
        RestoreRequest restore => RestoreAsync(restore, ct),
        SwitchRequest @switch => SwitchAsync(@switch, ct),
        StartRequest => StartAsync(ct),
        WatchRequest => WatchAsync(confirmation, ct),
        ConfirmRequest confirm => ConfirmAsync(confirm, confirmation, ct),
        _ => throw new InvalidOperationException($"{request.Verb} is no step of a plan."),
    };

    // The release's manifest then knows what was built and pulled.
    private async Task StageAsync(StageRequest request, CancellationToken ct)
    {
        var answer = await Content.SendAsync(payload => host.RunAsync(request, payload, Content.Limit, ct)).ConfigureAwait(false);
        Manifest = StagedImages.Complete(Manifest, answer);
        Content.Settled(Manifest);
        run.Reporter.Line("upload", LineStatus.Ok, $"{plan.Release} is staged on {host.Description}; what runs there was not touched{Next(PlanPhase.Stage, Commands.ReloadDaemon)}");
    }

    // Images of the release that are gone from the host; its manifest then knows which they are.
    private async Task RestoreAsync(RestoreRequest request, CancellationToken ct)
    {
        Manifest = StagedImages.Complete(Manifest, await host.RunAsync(request, null, Content.Limit, ct).ConfigureAwait(false));
        run.Reporter.Line("restore", LineStatus.Ok, $"every image of {plan.Release} is on the host again");
    }

    // Installs the unit, and writes down which images the release runs.
    private async Task SwitchAsync(SwitchRequest request, CancellationToken ct)
    {
        using var payload = new MemoryStream(Encoding.UTF8.GetBytes(Manifest.ToJson()));
        ct.ThrowIfCancellationRequested();
        IsSwitching = true;
        try
        {
            var answer = await start.SwitchedAsync(
                () => host.RunAsync(request, new(payload), Brief, ct), isSentAhead: reach >= PlanPhase.Start, ct).ConfigureAwait(false);
            RevertsAt = answer.RevertsAt;
        }
        catch (Exception error) when (error is DeploymentException { Kind: FailureKind.BadInput or FailureKind.Conflict } or ContactLostException { MayHaveRun: false })
        {
            IsSwitching = false;
            throw;
        }

        run.Reporter.Line(
            "switch", LineStatus.Ok,
            $"{plan.Release} is installed{(request.Hold ? ", on hold" : "")}; unless confirmed, the host goes back by itself at {RevertsAt?.ToLocalTime():HH:mm:ss}{Next(PlanPhase.Switch, Commands.StartUnit)}");
    }

    private async Task StartAsync(CancellationToken ct)
    {
        await start.RunAsync(ct).ConfigureAwait(false);
        if (reach == PlanPhase.Start)
        {
            run.Reporter.Line("start", LineStatus.Info, $"not confirmed yet{Next(PlanPhase.Start, Commands.CheckStack)}");
        }
    }

    private async Task WatchAsync(Confirmation confirmation, CancellationToken ct)
    {
        confirmation.Open(ct);
        Containers = await start.JudgedAsync(ct).ConfigureAwait(false);
    }

    private async Task ConfirmAsync(ConfirmRequest request, Confirmation confirmation, CancellationToken ct)
    {
        Down = await confirmation.SendAsync(request, ct).ConfigureAwait(false);
        IsConfirmed = true;
        IsSwitching = false;
        run.Reporter.Line("confirm", LineStatus.Ok, $"{plan.Release} is kept by the host (said over a new connection)");
    }

    // A phase that the run ends with says what comes next; else the next line does.
    private string Next(PlanPhase phase, string command) => reach == phase ? $". Next: {command}" : "";
}
