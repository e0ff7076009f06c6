using System.Collections.Immutable;
using CoinPilot.Health;
using CoinPilot.Releases;

namespace CoinPilot.Hosts;

/// <summary>What is there now: everything that the agent's <c>observe</c> reported.</summary>
public sealed record HostState
{
    /// <summary>The host's clock when it was observed.</summary>
    public required DateTimeOffset Now { get; init; }

    public required string Hostname { get; init; }

    /// <summary>The machine architecture as <c>uname -m</c> names it.</summary>
    public required string Architecture { get; init; }

    /// <summary>The kernel's id of this boot.</summary>
    public string BootId { get; init; } = "";

    public bool IsSelinuxEnforcing { get; init; }

    public required int SystemdVersion { get; init; }

    public required string DockerPath { get; init; }

    /// <summary>engine, podman, snap, rootless or missing.</summary>
    public required string DockerFlavour { get; init; }

    public required string DockerVersion { get; init; }

    /// <summary>x.y.z, or missing.</summary>
    public required string ComposeVersion { get; init; }

    public required string ImageStore { get; init; }

    public required long DiskFreeKib { get; init; }

    public required long InodesFree { get; init; }

    /// <summary>sha256 of the env file that the host owns; null without one.</summary>
    public required string? EnvFileDigest { get; init; }

    /// <summary>Who may read and write the host's env file and its folder; null without one.</summary>
    public EnvAccess? EnvAccess { get; init; }

    public required UnitState Unit { get; init; }

    /// <summary>The installed unit file, byte for byte; null without one.</summary>
    public required string? UnitText { get; init; }

    /// <summary>Why the unit of the given name is not ours to take, and what to do; null where it is.</summary>
    public UnitTrouble? UnitTrouble { get; init; }

    /// <summary>Further units of this app, which would start the same project.</summary>
    public ImmutableArray<string> OtherUnits { get; init; } = [];

    /// <summary>The other apps that something was deployed for on this host.</summary>
    public ImmutableArray<string> OtherApps { get; init; } = [];

    /// <summary>Drop-ins of others on the unit, also those that systemd has not read yet.</summary>
    public ImmutableArray<DropIn> DropIns { get; init; } = [];

    public required bool IsHeld { get; init; }

    /// <summary>A release id, <c>none</c> or <c>foreign</c>: what the installed unit says.</summary>
    public required string Current { get; init; }

    public required PendingSwitch? Pending { get; init; }

    /// <summary>A start that failed at a revert is tried again by a unit of the host.</summary>
    public bool IsRecovering { get; init; }

    /// <summary>Oldest first.</summary>
    public required ImmutableArray<HostRelease> Releases { get; init; }

    public required ImmutableHashSet<string> Objects { get; init; }

    public required ImmutableArray<ContainerState> Containers { get; init; }

    /// <summary>Image ids by release tag: release → service → id.</summary>
    public required ImmutableDictionary<string, ImmutableDictionary<string, string>> ReleaseImages { get; init; }

    /// <summary>What the names of the current release's images mean now: reference → id.</summary>
    public ImmutableDictionary<string, string> ImageNames { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Container names of ours that belong to another Compose project, with its name (<c>-</c> for none).</summary>
    public required ImmutableArray<ContainerOwner> ForeignOwners { get; init; }

    /// <summary>The lines of the unit's last start that have run, in order.</summary>
    public required ImmutableArray<StartStep> StartSteps { get; init; }

    /// <summary>sha256 of each file in the current release's folder.</summary>
    public ImmutableSortedDictionary<string, string> ReleaseFiles { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Paths of a checkout on the host that are not what the current release was made from; empty for a release that holds its own.</summary>
    public ImmutableArray<string> CheckoutChanges { get; init; } = [];

    /// <summary>The last revert, by whomever; null when there was none.</summary>
    public PastRevert? LastRevert { get; init; }

    /// <summary>The last boot whose refresh was taken back, which put the unit on hold; null when there was none since the last confirmation.</summary>
    public PastFallback? LastFallback { get; init; }

    /// <summary>Who is told what happens; null where nobody is to be.</summary>
    public NotifyState? Notify { get; init; }

    /// <summary>The last lines of the unit's journal, when something in it failed.</summary>
    public required string Journal { get; init; }

    /// <summary>Somebody else's release that is being staged.</summary>
    public StageAtWork? Staging { get; init; }

    /// <summary>The timer that starts again what ended by itself runs.</summary>
    public bool IsWatched { get; init; } = true;

    /// <summary>Its last look failed.</summary>
    public bool HasWatchFailed { get; init; }

    /// <summary>The firewall's chains that Docker made are gone: no container with a published port, and no network, can be started.</summary>
    public bool HasLostChains { get; init; }

    /// <summary>containerd is stopped while the engine runs: it can start, check and stop no container.</summary>
    public bool IsRuntimeDown { get; init; }

    /// <summary>The chains are there, but not the rules that lead to them.</summary>
    public bool IsFirewallBypassed { get; init; }

    /// <summary>What the probes of the current release's services said; empty where nobody asked them.</summary>
    public ImmutableArray<ProbeAnswer> Probes { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>Data of the current release that is not there as it was confirmed.</summary>
    public ImmutableArray<LackingData> LackingData { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>Where what is on the host is not what the current release determines.</summary>
    public ImmutableArray<ReleaseDifference> Differences { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>Why the unit is on hold, when a boot put it there; null for a hold that somebody asked for, and without one.</summary>
    public string? HoldReason => IsHeld && LastFallback is { } fallback && fallback.Release == Current ? fallback.Reason : null;

    public bool DockerAnswers => DockerVersion is not ("" or "missing");

    /// <summary>Whether the host's .env is another than the one that a release was deployed with; false where that is not known.</summary>
    public bool IsEnvChangedSince(ReleaseManifest? release) => release?.HostEnvDigest is { } before && before != EnvFileDigest;

    /// <summary>Whether an image is still kept under a release's own tag.</summary>
    public bool KeepsImage(string release, string service) => KeptImage(release, service) is not null;

    /// <summary>The id of the image that is kept under a release's own tag.</summary>
    public string? KeptImage(string release, string service) =>
        ReleaseImages.GetValueOrDefault(release) is not { } images ? null
        : images.TryGetValue(ImageName.Of(service), out var id) ? id
        : IsNamedAsBefore(images) ? images.GetValueOrDefault(service.ToLowerInvariant())
        : null;

    // Before names were written out, a service `Web` had the tag of `web`.
    private static bool IsNamedAsBefore(ImmutableDictionary<string, string> images) =>
        !images.Keys.Any(service => service.StartsWith(ImageName.WrittenOut, StringComparison.Ordinal));

    public HostRelease? Find(string id) => Releases.FirstOrDefault(release => release.Id == id);
}

/// <summary>A drop-in of a unit: its path and what is in it.</summary>
public sealed record DropIn(string Path, string Text);

/// <summary>An <c>ExecStartPre=-</c> line that has run; systemd ignores its failure.</summary>
public sealed record StartStep(int Index, string Status, DateTimeOffset StartedAt, string Command);

/// <summary>Why a unit is not ours to take, and what to do.</summary>
public sealed record UnitTrouble(string Text, string Fix);
