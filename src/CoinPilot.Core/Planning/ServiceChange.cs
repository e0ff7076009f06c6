using System.Collections.Immutable;

namespace CoinPilot.Planning;

/// <summary>What becomes of a service's containers.</summary>
public enum ServiceFate
{
    /// <summary>They run on as they are.</summary>
    Untouched,

    /// <summary>They are there, but do not run: they are started as they are.</summary>
    Start,

    /// <summary>There are none yet.</summary>
    Create,

    /// <summary>They are replaced.</summary>
    Recreate,

    /// <summary>They stop and start again, being the same.</summary>
    Restart,

    /// <summary>The service is gone: they are stopped, and removed once the release is confirmed.</summary>
    Remove,
}

/// <summary>What a deployment does to one service, and why.</summary>
/// <param name="IsCertain">False: it depends on what only staging finds out.</param>
/// <param name="Reasons">Why, in the operator's words.</param>
/// <param name="Image">The image as `repo:old → new`; null where its name stays.</param>
/// <param name="Differences">What differs, by name, never by value.</param>
/// <param name="Interruption">Null: it does not go down.</param>
public sealed record ServiceChange(
    string Service,
    ServiceFate Fate,
    bool IsCertain,
    ImmutableArray<string> Reasons,
    string? Image,
    ImmutableArray<string> Differences,
    Interruption? Interruption = null)
{
    /// <summary>Whether its new container serves before the old one is stopped; null where that is not asked for.</summary>
    public bool? StartFirst { get; init; }

    /// <summary>It does not serve for a while, or it may not.</summary>
    public bool Interrupts => Fate is ServiceFate.Recreate or ServiceFate.Restart && StartFirst != true;
}
