namespace CoinPilot;

/// <summary>The closed family of what can go wrong; <see cref="ExitStatus.Of"/> gives each kind its exit code (D054).</summary>
public enum FailureKind
{
    /// <summary>Anything that is none of the others.</summary>
    Failed,

    /// <summary>What was given is wrong; nothing on the host was touched.</summary>
    BadInput,

    /// <summary>Another run is at work, or the host changed since it was looked at.</summary>
    Conflict,

    /// <summary>The connection ended; what the host did is not known.</summary>
    ContactLost,

    /// <summary>The host's key is not the pinned one, or none is pinned.</summary>
    HostKey,

    /// <summary>The host refused the login.</summary>
    Login,

    /// <summary>The stack is not up.</summary>
    Unhealthy,

    /// <summary>What was tried failed, and the host is back at what ran before.</summary>
    RolledBack,

    /// <summary>The way back did not end well either.</summary>
    RollbackFailed,
}
