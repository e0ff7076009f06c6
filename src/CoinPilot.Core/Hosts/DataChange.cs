namespace CoinPilot.Hosts;

/// <summary>What becomes of the data at one place of a service (D093).</summary>
/// <param name="Before">What it mounted; null where it mounted nothing.</param>
/// <param name="After">What it mounts then; null where it mounts nothing.</param>
/// <param name="Project">The Compose project whose volumes these are.</param>
public sealed record DataChange(DataFate Fate, string Service, string Destination, ServiceMount? Before, ServiceMount? After, string Project)
{
    /// <summary>Room that the data of before takes; null where nobody has looked.</summary>
    public DataSize? Size { get; init; }

    /// <summary>Why it is not what was confirmed, where that is known better than that it is gone.</summary>
    public string? Loss { get; init; }

    /// <summary>Somebody must agree to it: the service would begin without the data that it had.</summary>
    public bool Asks => Fate is DataFate.New or DataFate.Empty or DataFate.Gone;

    /// <summary>A name that somebody agrees to: the volume's key in the file or its name on the host, or a folder's path.</summary>
    public bool IsCalled(string name) => After is { } after && (name == after.Source || name == after.Key || (after.IsUnnamed && name == Destination) || (after.Kind == MountKind.Bind && name.TrimEnd('/') == after.Source.TrimEnd('/')));
}

/// <param name="IsAtLeast">It was not counted to its end.</param>
public sealed record DataSize(long Kib, bool IsAtLeast);

public enum DataFate
{
    /// <summary>Another one than before, which is not there yet: it is made, empty.</summary>
    New,

    /// <summary>Another one than before, which is there and empty.</summary>
    Empty,

    /// <summary>The same as before, and it is not there any more: it is made anew, empty.</summary>
    Gone,

    /// <summary>Another one than before, which is there with something in it.</summary>
    Other,

    /// <summary>One at a place where nothing was mounted.</summary>
    Added,

    /// <summary>Nothing of the project mounts it any more.</summary>
    Abandoned,
}

/// <summary>What is at the source of a mount now.</summary>
public enum DataState
{
    Missing,
    Empty,

    /// <summary>There is something in it, or nobody can tell.</summary>
    Filled,
}
