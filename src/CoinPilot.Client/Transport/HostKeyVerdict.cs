using System.Collections.Immutable;

namespace CoinPilot.Transport;

/// <summary>What a pin says to the key that a host showed.</summary>
public abstract record HostKeyVerdict
{
    private HostKeyVerdict()
    {
    }

    public sealed record Trusted : HostKeyVerdict;

    /// <summary>Nothing is pinned for this host, and why.</summary>
    public sealed record Unpinned(string Reason) : HostKeyVerdict;

    /// <summary>Another key is pinned: each expectation and where it is written.</summary>
    public sealed record Mismatch(ImmutableArray<string> Expected) : HostKeyVerdict;

    public sealed record Revoked(string Where) : HostKeyVerdict;

    /// <summary>Only a certificate authority is pinned, which we can't check.</summary>
    public sealed record AuthorityOnly(string Where) : HostKeyVerdict;
}
