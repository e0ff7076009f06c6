namespace CoinPilot.Hosts;

/// <summary>Data that a service mounts: a volume, or a path of the host.</summary>
/// <param name="Destination">Where the container finds it.</param>
/// <param name="Source">The volume's name on the host, or the path; empty for a volume without a name.</param>
public sealed record ServiceMount(string Service, string Destination, MountKind Kind, string Source)
{
    /// <summary>What the Compose file calls the volume; the path of a bind mount.</summary>
    public string Key { get; init; } = Source;

    /// <summary>The file says that somebody else makes the volume.</summary>
    public bool IsExternal { get; init; }

    /// <summary>Docker made the volume's name up.</summary>
    public bool IsUnnamed => Kind == MountKind.Volume && (Source.Length == 0 || (Source.Length == 64 && Source.All(char.IsAsciiHexDigitLower)));

    public bool IsSameSource(ServiceMount other) => Kind == other.Kind && Source == other.Source;
}

public enum MountKind
{
    Volume,
    Bind,
}
