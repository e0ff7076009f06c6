using System.Collections.Immutable;
using CoinPilot.Hosts;

namespace CoinPilot.Runs;

/// <summary>Hosts as an agent might describe them.</summary>
internal static class HostStates
{
    /// <summary>One that nothing was ever deployed to.</summary>
    public static readonly HostState Bare = new()
    {
        Now = DateTimeOffset.FromUnixTimeSeconds(1795000000),
        Hostname = "fake",
        Architecture = "x86_64",
        SystemdVersion = 257,
        DockerPath = "/usr/bin/docker",
        DockerFlavour = "engine",
        DockerVersion = "28.0.0",
        ComposeVersion = "2.40.0",
        ImageStore = "overlay2",
        DiskFreeKib = 1 << 24,
        InodesFree = 1 << 20,
        Unit = new("not-found", "inactive", "dead", "success", "", 0, false),
        Current = "none",
        UnitText = null,
        EnvFileDigest = null,
        IsHeld = false,
        Pending = null,
        Releases = [],
        Objects = [],
        Containers = [],
        ReleaseImages = ImmutableDictionary<string, ImmutableDictionary<string, string>>.Empty,
        ForeignOwners = [],
        StartSteps = [],
        Journal = "",
    };
}
