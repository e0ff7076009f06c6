namespace CoinPilot.Lab;

/// <summary>What a new lab host starts with; a host that is there already keeps what it has.</summary>
public sealed record LabHostOptions
{
    public LabImages Images { get; init; } = LabImages.None;

    public LabImageStore Store { get; init; } = LabImageStore.Overlay2;

    public LabSuite Suite { get; init; } = LabSuite.Trixie;
}

/// <summary>The images that a new host has as if it had pulled them.</summary>
public enum LabImages
{
    None,

    /// <summary>lab/tiny:1 and lab/tiny:2, busybox alone.</summary>
    Tiny,

    /// <summary>The registry images of the stack.</summary>
    Stack,
}

/// <summary>Where the host's Docker keeps its images.</summary>
public enum LabImageStore
{
    Overlay2,
    Containerd,
}

/// <summary>The host's Debian.</summary>
public enum LabSuite
{
    /// <summary>Debian 13, systemd 257.</summary>
    Trixie,

    /// <summary>Debian 12, systemd 252, with the Docker and Compose of Debian 13.</summary>
    Bookworm,
}
