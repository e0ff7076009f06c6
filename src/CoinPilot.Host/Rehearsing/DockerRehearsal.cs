using CoinPilot.Agent.Docker;
using CoinPilot.Hosts;

namespace CoinPilot.Agent.Rehearsing;

/// <summary>Whether Docker is here, answers, and starts at boot.</summary>
internal sealed class DockerRehearsal(RehearsedStack stack)
{
    private const string Service = "docker.service";
    private const string Socket = "docker.socket";

    private static readonly string[] Wanting = ["Wants", "Requires", "BindsTo", "Requisite"];

    private readonly RehearsalReport report = stack.Report;

    public async Task RunAsync(CancellationToken ct)
    {
        switch (stack.Plugin.FlavourWith(stack.Engine))
        {
            case ComposePlugin.Engine when stack.Engine is not null:
                break;
            case ComposePlugin.Engine:
                report.Error("docker", "the Docker Engine does not answer", "systemctl start docker; journalctl -u docker");
                break;
            case ComposePlugin.Missing:
                report.Error("docker", "there is no docker on this host", "install Docker Engine and its Compose plugin");
                break;
            case var flavour:
                report.Error("docker", $"docker on this host is {flavour}, not Docker Engine", "install Docker Engine for the system");
                break;
        }

        switch (stack.Engine is null ? EngineFirewall.Unknown : await stack.Host.Docker.FirewallAsync(ct).ConfigureAwait(false))
        {
            case EngineFirewall.Lost:
                report.Error("firewall", Preflight.LostChains, Preflight.LostChainsFix);
                break;
            case EngineFirewall.Bypassed:
                report.Warning("firewall", Preflight.Bypassed, Preflight.LostChainsFix);
                break;
        }

        await BootAsync(ct).ConfigureAwait(false);
        report.Checked("Docker Engine, and that it starts at boot");
    }

    private async Task BootAsync(CancellationToken ct)
    {
        var state = await stack.Host.Systemd.EnabledStateAsync(Service, ct).ConfigureAwait(false);
        var isWanted = Wanting.Any(key => stack.Unit[key].Split(' ').Contains(Service));
        if (state == "enabled")
        {
            return;
        }

        if (state.StartsWith("masked", StringComparison.Ordinal))
        {
            report.Error("docker-enabled", "docker.service is masked: it can't start, and the stack can't", "systemctl unmask docker.service && systemctl enable docker.service");
        }
        else if (isWanted || await stack.Host.Systemd.EnabledStateAsync(Socket, ct).ConfigureAwait(false) == "enabled")
        {
            report.Warning("docker-enabled", "docker.service is not enabled: only the unit (or its socket) starts it at boot", "systemctl enable docker.service");
        }
        else
        {
            report.Error("docker-enabled", "docker.service is not enabled and the unit does not ask for it: nothing starts Docker at boot", "systemctl enable docker.service");
        }
    }
}
