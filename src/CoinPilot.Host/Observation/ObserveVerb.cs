using System.Collections.Immutable;
using System.Security.Cryptography;
using CoinPilot.Agent.Cli;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Notifying;
using CoinPilot.Agent.Probing;
using CoinPilot.Agent.Serving;
using CoinPilot.Agent.Staging;
using CoinPilot.Agent.Systemd;
using CoinPilot.Agent.Transaction;
using CoinPilot.Hosts;
using CoinPilot.Protocol;

namespace CoinPilot.Agent.Observation;

/// <summary>What is on the host: everything that a plan and a status are made from. Changes nothing but names of images that a dead stage left moved.</summary>
internal sealed class ObserveVerb(TransactionParts parts)
{
    private readonly HostParts host = parts.Host;
    private readonly VerbContext context = parts.Context;
    private readonly AppPlaces places = parts.Places;
    private readonly IHostFiles files = parts.Host.Files;

    /// <param name="Names">Container names whose owners are asked for.</param>
    /// <param name="Repairs">Names of images that a dead stage left moved are put back.</param>
    /// <param name="SeesStart">How the last start ended is looked up too, and the probes are asked.</param>
    public sealed record Look(ImmutableArray<string> Names, bool Repairs, bool SeesStart)
    {
        /// <summary>Whether the firewall has the engine's chains; a stage leaves that to the switch.</summary>
        public bool SeesFirewall { get; init; } = true;
    }

    /// <param name="Containers">The app's, with what is not told of them.</param>
    public sealed record Seen(HostState State, ImmutableArray<ContainerDetail> Containers);

    public async Task<HostState> RunAsync(ObserveRequest request, CancellationToken ct) =>
        (await SeeAsync(new(request.Names, Repairs: true, SeesStart: true), ct).ConfigureAwait(false)).State;

    /// <summary>The same without a change of anything.</summary>
    public async Task<HostState> LookAsync(ObserveRequest request, CancellationToken ct) =>
        (await SeeAsync(new(request.Names, Repairs: false, SeesStart: false), ct).ConfigureAwait(false)).State;

    public async Task<Seen> SeeAsync(Look look, CancellationToken ct)
    {
        await new Settled(host, places).WaitAsync(ct).ConfigureAwait(false);
        if (look.Repairs)
        {
            await new PulledNames(parts).RepairAsync(ct).ConfigureAwait(false);
        }

        InstalledUnit unit = new(files, places);
        var current = unit.Current;
        ReleaseShelf shelf = new(files, places);
        var conf = shelf.ConfOf(current);
        UnitView view = new(host, places);

        // All of it is asked at once: systemd, Docker and Compose take longer than everything else.
        var shown = view.ReadAsync(look.SeesStart, ct);
        var trouble = new UnitOwnership(files, host.Systemd, places).TroubleAsync(ct);
        var systemd = host.Systemd.VersionAsync(ct);
        var compose = ComposePlugin.FindAsync(files, host.Docker, host.ComposeVersions, ct);
        var engine = host.Docker.InfoAsync(ct);
        var chains = look.SeesFirewall ? host.Docker.FirewallAsync(ct) : Task.FromResult(EngineFirewall.Unknown);
        var down = EngineUnits.DownAsync(host.Systemd, ct);
        StackImages images = new(host.Docker, places);
        var names = AnsweredAsync(images.ReadAsync(conf, ct), StackImages.Names.None);
        var containers = AnsweredAsync(new StackContainers(host.Docker, context.Scope.Project).AllAsync(ct), []);
        var lacking = AnsweredAsync(new DataRecord(parts, current).LackingAsync(ct), []);
        var differences = look.SeesStart ? AnsweredAsync(new ReleaseOnHost(parts).DifferencesAsync(conf, containers, ct), []) : Task.FromResult(ImmutableArray<ReleaseDifference>.Empty);
        var owners = AnsweredAsync(new StackContainers(host.Docker, context.Scope.Project).OwnersOfOthersAsync(look.Names, ct), []);

        var docker = await engine.ConfigureAwait(false);
        var plugin = await compose.ConfigureAwait(false);
        var there = await shown.ConfigureAwait(false);
        var tags = await names.ConfigureAwait(false);
        var mask = shelf.MaskOf(conf);
        var details = await containers.ConfigureAwait(false);
        var seen = await new Endings(host).TellAsync([.. details.Select(container => container.State).Where(container => !container.IsOneOff)], ct).ConfigureAwait(false);
        HostState state = new()
        {
            Now = DateTimeOffset.FromUnixTimeSeconds(host.Clock.Now.ToUnixTimeSeconds()),
            Hostname = Environment.MachineName,
            Architecture = Machine.KernelName,
            BootId = host.Clock.BootId,
            IsSelinuxEnforcing = files.ReadText("/sys/fs/selinux/enforce")?.Trim() == "1",
            SystemdVersion = await systemd.ConfigureAwait(false),
            DockerPath = plugin.DockerPath is { Length: > 0 } path ? path : "-",
            DockerFlavour = plugin.FlavourWith(docker),
            DockerVersion = docker?.Version ?? "missing",
            ComposeVersion = plugin.Version,
            ImageStore = docker is null ? "" : docker.IsContainerdStore ? "containerd" : docker.Driver,
            Differences = await differences.ConfigureAwait(false),
            LackingData = await lacking.ConfigureAwait(false),
            HasLostChains = docker is not null && await chains.ConfigureAwait(false) is EngineFirewall.Lost,
            IsFirewallBypassed = docker is not null && await chains.ConfigureAwait(false) is EngineFirewall.Bypassed,
            IsRuntimeDown = docker is not null && await down.ConfigureAwait(false) is { Unit: EngineUnits.Runtime },
            DiskFreeKib = HostRoom.LeastKib(files, docker),
            InodesFree = HostRoom.Of(files, docker).First().Inodes,
            EnvFileDigest = files.Read(places.EnvFile) is { } env ? Convert.ToHexStringLower(SHA256.HashData(env)) : null,
            EnvAccess = AccessOf(places.EnvFile),
            Unit = there.State,
            UnitText = unit.Text,
            UnitTrouble = await trouble.ConfigureAwait(false),
            OtherUnits = unit.Others,
            OtherApps = [.. AppsHere.All(files).Where(app => app != places.App.Text)],
            DropIns = there.DropIns,
            IsHeld = files.IsFile(places.HoldFile),
            Current = current,
            Pending = files.ReadText(places.Pending) is { } pending ? PendingOf(pending, there) : null,
            Staging = StageNote.Read(files, places),
            IsWatched = there.IsWatched,
            HasWatchFailed = there.HasWatchFailed,
            IsRecovering = there.Jobs.Contains("recover"),
            Releases = shelf.All,
            Objects = shelf.Objects,
            Probes = look.SeesStart ? await ReleaseProbes.OfCurrent(host, places).AskAsync(seen, ct).ConfigureAwait(false) : [],
            Containers = [.. seen.Select(container => container with { Error = mask.Apply(container.Error) })],
            ReleaseImages = tags.Kept,
            ImageNames = tags.Meant,
            ForeignOwners = await owners.ConfigureAwait(false),
            StartSteps = there.Steps,
            ReleaseFiles = shelf.DigestsOf(current),
            Notify = new NotifyView(files, places).Read(),
            LastRevert = files.ReadText(places.Reverted) is { } reverted ? PastRevert.Parse(reverted) : null,
            LastFallback = files.ReadText(places.BootFallback) is { } fallback ? PastFallback.Parse(fallback) : null,
            Journal = look.SeesStart && there.HasFailed ? mask.Apply(string.Concat((await view.JournalAsync(ct).ConfigureAwait(false)).Select(line => line + "\n"))) : "",
        };
        return new(state, details);
    }

    // An engine that is away is said as such; the rest of what is there is told all the same.
    private static async Task<T> AnsweredAsync<T>(Task<T> question, T silent)
    {
        try
        {
            return await question.ConfigureAwait(false);
        }
        catch (DockerSilentException)
        {
            return silent;
        }
    }

    private static PendingSwitch PendingOf(string text, UnitView.Reading there) => PendingSwitch.Parse(text) with
    {
        RevertsByItself = there.IsTimerActive || there.Jobs.Any(job => job is "revert" or "reverting"),
        IsGuarded = there.IsGuarded,
    };

    private EnvAccess? AccessOf(string file) =>
        files.Target(file) is { } entry && files.Target(Path.GetDirectoryName(file)!) is { } folder ? new((int)entry.Mode, entry.Owner, (int)folder.Mode, folder.Owner) : null;
}
