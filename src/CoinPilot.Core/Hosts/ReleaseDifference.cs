namespace CoinPilot.Hosts;

/// <summary>A place in which what is on a host is not what the current release determines (D095). Values stay on the host.</summary>
/// <param name="Subject">The service, the network or the volume.</param>
/// <param name="Text">What is different.</param>
public sealed record ReleaseDifference(DifferenceKind Kind, string Subject, string Text);

public enum DifferenceKind
{
    /// <summary>Variables of a container.</summary>
    Variables,

    /// <summary>Networks that a container is attached to.</summary>
    Attached,

    /// <summary>What a container mounts.</summary>
    Mounts,

    /// <summary>How a network is made.</summary>
    Network,

    /// <summary>How a volume is made.</summary>
    Volume,
}
