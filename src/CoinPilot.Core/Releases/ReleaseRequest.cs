using System.Collections.Immutable;
using CoinPilot.Compose;
using CoinPilot.Systemd;

namespace CoinPilot.Releases;

/// <summary>Everything that a release is composed from.</summary>
public sealed record ReleaseRequest
{
    public required HostLayout Layout { get; init; }

    public required string UnitName { get; init; }

    public required ComposeProject Project { get; init; }

    /// <summary>File name in the release's folder → the user's own text, in Compose's order.</summary>
    public required ImmutableArray<KeyValuePair<string, string>> ComposeFiles { get; init; }

    /// <summary>What the Compose files bring in: name in the release's folder → its text. Empty unless they lie in a tree.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Included { get; init; } = [];

    /// <summary>The tree that the Compose files lie in; null when they lie side by side.</summary>
    public ReleaseTree? Tree { get; init; }

    public required ShippedObjects Objects { get; init; }

    public required StartPolicy StartPolicy { get; init; }

    public required TimeSpan PullTimeout { get; init; }

    public required TimeSpan BuildTimeout { get; init; }

    public required TimeSpan StableFor { get; init; }

    public TimeSpan? GateTimeout { get; init; }

    public TimeSpan? ConfirmWithin { get; init; }

    /// <summary>sha256 of a shipped env file; null when the host owns it.</summary>
    public string? ShippedEnvDigest { get; init; }

    /// <summary>sha256 of the host's env file as it was observed; null before that.</summary>
    public string? HostEnvDigest { get; init; }

    public string DockerPath { get; init; } = "/usr/bin/docker";

    public required DateTimeOffset MadeAt { get; init; }

    public required string By { get; init; }

    /// <summary>The folder on the host that the stack lies in; null when it travels.</summary>
    public string? HostDirectory { get; init; }

    /// <summary>What the release refers to in that folder.</summary>
    public ImmutableArray<CheckoutEntry> Checkout { get; init; } = [];

    public string? Commit { get; init; }

    public bool Dirty { get; init; }
}
