using System.Collections.Immutable;

namespace CoinPilot.Hosts;

/// <summary>A host with nothing wrong and nothing deployed, for tests to vary.</summary>
internal static class TestHost
{
    public static readonly HostState Healthy = new()
    {
        Now = new(2026, 11, 24, 5, 31, 0, TimeSpan.Zero),
        Hostname = "vm",
        Architecture = "aarch64",
        SystemdVersion = 257,
        DockerPath = "/usr/bin/docker",
        DockerFlavour = "engine",
        DockerVersion = "26.1.5",
        ComposeVersion = "2.26.1",
        ImageStore = "overlay2",
        DiskFreeKib = 20_000_000,
        InodesFree = 1_000_000,
        EnvFileDigest = "env",
        Unit = new("loaded", "active", "exited", "success", "enabled", 0, false),
        UnitText = null,
        IsHeld = false,
        Current = "none",
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
