using CoinPilot.Agent.Processes;

namespace CoinPilot.Agent.Docker;

public sealed partial class DockerEngine
{
    private const string SettingsFile = "/etc/docker/daemon.json";
    private const string ProcessFile = "/run/docker.pid";

    private static readonly TimeSpan FirewallBound = TimeSpan.FromSeconds(10);

    // dockerd makes the chain DOCKER in both tables when it starts, and only then; a firewall that is loaded anew takes one or
    // both away, or only the rules that lead to them (D088).
    public async Task<EngineFirewall> FirewallAsync(CancellationToken ct)
    {
        if (IsFirewallLeftAlone())
        {
            return EngineFirewall.Unknown;
        }

        var ways = await Task.WhenAll(AskAsync("nat", "-S", "PREROUTING"), AskAsync("filter", "-S", "FORWARD")).ConfigureAwait(false);
        if (ways.All(way => way.Succeeded && way.Lines.Any(rule => rule.Contains(" -j DOCKER", StringComparison.Ordinal))))
        {
            return EngineFirewall.Whole;
        }

        var chains = await Task.WhenAll(AskAsync("nat", "-S", "DOCKER"), AskAsync("filter", "-S", "DOCKER")).ConfigureAwait(false);
        return chains.Any(IsGone) ? EngineFirewall.Lost
            : chains.All(chain => chain.Succeeded) && ways.All(way => way.Succeeded) ? EngineFirewall.Bypassed
            : EngineFirewall.Unknown;

        Task<CommandOutput> AskAsync(string table, params string[] question) =>
            new HostCommand("iptables", ["-w", "5", "-t", table, .. question], FirewallBound).RunAsync(ct);
    }

    private static bool IsGone(CommandOutput chain) => !chain.Succeeded
        && (chain.Error.Contains("No chain", StringComparison.Ordinal) || chain.Error.Contains("does not exist", StringComparison.Ordinal));

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
