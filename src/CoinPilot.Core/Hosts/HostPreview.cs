using System.Collections.Immutable;

namespace CoinPilot.Hosts;

/// <summary>What Compose on the host would make of a release: hashes, names and paths, never a value of the environment.</summary>
public sealed record HostPreview
{
    public static readonly HostPreview Empty = new();

    /// <summary>Why Compose refuses the release; null when it doesn't.</summary>
    public string? Refusal { get; init; }

    /// <summary>By service: the hash that Compose would write to its containers. Empty when it could not be had.</summary>
    public ImmutableDictionary<string, string> Hashes { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The same for the release that is current, with the values that the host has now.</summary>
    public ImmutableDictionary<string, string> CurrentHashes { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Services whose hash only Compose itself can make (they take volumes from a container).</summary>
    public ImmutableHashSet<string> Opaque { get; init; } = [];

    /// <summary>By service: the reference that it would run.</summary>
    public ImmutableDictionary<string, string> Images { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>By reference: the image id that it means on the host; null for one that is not there.</summary>
    public ImmutableDictionary<string, string?> HostImages { get; init; } = ImmutableDictionary<string, string?>.Empty;

    /// <summary>Between the release that is current and the new one, both with the values that the host has now.</summary>
    public ImmutableArray<ConfigDifference> Differences { get; init; } = [];

    /// <summary>Between the running containers and the new release: <c>+</c> or <c>~</c> and the variable's name.</summary>
    public ImmutableArray<ConfigDifference> Environment { get; init; } = [];

    /// <summary>The Compose files of the current release that are not the same in the new one, by name.</summary>
    public ImmutableDictionary<string, string> CurrentFiles { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What becomes of the data that services have.</summary>
    public ImmutableArray<DataChange> Data { get => field.IsDefault ? [] : field; init; } = []; // an agent from before tells none

    /// <summary>Services that get other volumes or networks than their containers have.</summary>
    public ImmutableArray<string> Moved { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>Names that a staging has moved and not put back yet: it died, or it runs right now.</summary>
    public ImmutableArray<string> MovedNames { get; init; } = [];
}

/// <summary>One place in which two readings of a project differ.</summary>
/// <param name="Service">The service, or <c>-</c> for what belongs to none.</param>
/// <param name="Sign"><c>+</c> only in the new one, <c>-</c> only in the old one, <c>~</c> another value.</param>
/// <param name="Path">Keys and positions, with dots between them.</param>
/// <param name="Shipped">The shipped object's path that stands there now; null for any other value.</param>
public sealed record ConfigDifference(string Service, char Sign, string Path, string? Shipped = null);
