using CoinPilot.Agent.Processes;

namespace CoinPilot.Agent.Docker;

public sealed partial class DockerEngine
{
    private const string SettingsFile = "/etc/docker/daemon.json";
    private const string ProcessFile = "/run/docker.pid";

    private static readonly TimeSpan FirewallBound = TimeSpan.FromSeconds(10);

    // dockerd makes the chain DOCKER in nat when it starts, and only then; a firewall that is loaded anew takes it away (D088).
    public async Task<bool?> HasChainsAsync(CancellationToken ct)
    {
        if (IsFirewallLeftAlone())
        {
            return null;
        }

        var asked = await new HostCommand("iptables", ["-w", "5", "-t", "nat", "-n", "-L", "DOCKER"], FirewallBound).RunAsync(ct).ConfigureAwait(false);
        return asked.Succeeded ? true
            : asked.Error.Contains("No chain", StringComparison.Ordinal) || asked.Error.Contains("does not exist", StringComparison.Ordinal) ? false
            : null;
    }

    // Told by its settings, its command line, or by a backend that is not iptables (Docker 29).
    private static bool IsFirewallLeftAlone()
    {
        var settings = File.Exists(SettingsFile) ? File.ReadAllText(SettingsFile) : "";
        var line = File.Exists(ProcessFile) && int.TryParse(File.ReadAllText(ProcessFile), out var id) && File.Exists($"/proc/{id}/cmdline") ? File.ReadAllText($"/proc/{id}/cmdline") : "";
        var words = string.Concat(settings.Where(c => !char.IsWhiteSpace(c)));
        return words.Contains("\"iptables\":false", StringComparison.Ordinal) || words.Contains("\"firewall-backend\":\"nftables\"", StringComparison.Ordinal)
            || line.Contains("--iptables=false", StringComparison.Ordinal) || line.Contains("--firewall-backend=nftables", StringComparison.Ordinal);
    }
}
