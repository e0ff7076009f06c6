using System.Collections.Immutable;

namespace CoinPilot.Planning;

/// <summary>Where staging takes an image from.</summary>
public enum ImageAction
{
    /// <summary>From the registry, whether the host has one of this name or not.</summary>
    Pull,

    /// <summary>Built on the host.</summary>
    Build,

    /// <summary>The current release's, which was built from the same input.</summary>
    Reuse,

    /// <summary>The host must have it: its pull policy says so.</summary>
    Local,
}

/// <summary>One image of a release, the services that run it, and where it comes from.</summary>
/// <param name="Note">What the operator may want to know of it, or empty.</param>
public sealed record ImageWork(ImageAction Action, string Reference, ImmutableArray<string> Services, string Note)
{
    /// <summary>Staging will refuse the release because of it.</summary>
    public bool IsRefused { get; init; }
}
