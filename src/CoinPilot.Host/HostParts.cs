using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Notifying;
using CoinPilot.Agent.Probing;
using CoinPilot.Agent.Systemd;
using CoinPilot.Agent.Time;

namespace CoinPilot.Agent;

/// <summary>Everything of the host that the agent touches; nothing else of it does (D018).</summary>
/// <param name="ProgramPath">The agent itself, as the version that runs: what it leaves behind for later is run by it.</param>
public sealed record HostParts(IHostFiles Files, IDocker Docker, ISystemd Systemd, IHostClock Clock, string ProgramPath)
{
    /// <summary>How messages leave the host.</summary>
    public INoticeSender Sender { get; init; } = new NoticeSender();

    /// <summary>How services are asked beside their healthchecks.</summary>
    public IProber Prober { get; init; } = new Prober();

    public ComposeVersions ComposeVersions { get; } = new(Files);
}
