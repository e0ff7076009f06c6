using System.Diagnostics;
using CliWrap;
using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Data;

/// <summary>A network of the stack takes the addresses that the operator comes from, which no route of the host names.</summary>
public sealed class CutOffTests(LabFixture fixture)
{
    [Fact]
    public async Task A_subnet_that_the_connection_itself_comes_from_is_refused_before_the_switch()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "cutoff");
        await using var way = await WayFrom.OpenAsync(deployed, "10.33.1.1");
        AddBackend(deployed, "{ ipam: { config: [ { subnet: 10.33.1.0/25 } ] } }");

        (await deployed.Operator.RunAsync("DeployUnit")).Ended(
            ExitStatus.BadInput, "cutoff_backend is to have 10.33.1.0/25, and this connection comes from 10.33.1.1, which lies in it", "another subnet");

        await deployed.FirstReleaseRunsAsync();
        Assert.DoesNotContain("backend", await deployed.Probe.OutputOfAsync("docker network ls"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("pace", "long")]
    public async Task A_network_that_cuts_the_operator_off_by_chance_goes_with_the_release_so_that_the_host_answers_again()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "unlucky", WithTinyBudgets);
        var probe = deployed.Probe;

        // Docker has one pool left, and gives it to the next network.
        await probe.OutputOfAsync("docker network create --label com.docker.compose.project=unlucky --internal --subnet 10.34.0.0/24 unlucky_kept; "
            + "f=/etc/docker/daemon.json; [ -s $f ] || echo '{}' >$f; sed -i 's/^{/{\"bip\": \"172.17.0.1\\/16\", \"default-address-pools\": [{\"base\": \"10.33.0.0\\/16\", \"size\": 16}],/; s/,}$/}/' $f; systemctl restart docker");
        await probe.UntilAllRunAsync(TimeSpan.FromMinutes(2));
        await using var way = await WayFrom.OpenAsync(deployed, "10.33.77.1");
        AddBackend(deployed, "");

        (await deployed.Operator.RunAsync("DeployUnit")).Ended(22, "UNKNOWN, THE HOST DECIDES");

        await WayFrom.UntilAsync(async () => await probe.OutputOfAsync($"[ ! -e {probe.PendingFile} ]"), TimeSpan.FromMinutes(8));
        await deployed.FirstReleaseRunsAsync();
        var networks = await probe.OutputOfAsync("docker network ls --format '{{.Name}}'");
        Assert.DoesNotContain("backend", networks, StringComparison.Ordinal);
        Assert.Contains("unlucky_kept", networks, StringComparison.Ordinal);
        Assert.Contains("removed the network unlucky_backend", await probe.OutputOfAsync("journalctl -u unlucky-revert.service --no-pager"), StringComparison.Ordinal);
    }

    private static void AddBackend(DeployedHost deployed, string options)
    {
        deployed.Stack.Other.Extra.Add("networks: [ default, backend ]");
        deployed.Stack.Save();
        deployed.Stack.Write("compose.yml", File.ReadAllText(deployed.Stack.ComposeFile) + $"networks:\n  default:\n  backend: {options}\n");
    }

    // The time after which a host reverts follows from these, and the test waits for it.
    private static void WithTinyBudgets(TinyStack stack)
    {
        foreach (var service in stack.Services)
        {
            service.Healthcheck = null;
            service.DependsOnHealthy = null;
            service.Extra.Add("stop_grace_period: 1s");
        }
    }

    /// <summary>This machine reaches a host from an address of its own, which the host knows only by its default route.</summary>
    private sealed class WayFrom(string host, string address) : IAsyncDisposable
    {
        public static async Task<WayFrom> OpenAsync(DeployedHost deployed, string address)
        {
            var host = deployed.Host.Lab;
            var gateway = $"{host.Address[..host.Address.LastIndexOf('.')]}.1";
            await deployed.Probe.OutputOfAsync($"ip route replace default via {gateway}"); // a lab host has no way out otherwise
            var bridge = $"cp{new DirectoryInfo(host.Folder).Parent!.Parent!.Name}";
            await IpAsync("addr", "replace", $"{address}/32", "dev", "lo");
            await IpAsync("route", "replace", $"{host.Address}/32", "dev", bridge, "src", address);
            return new(host.Address, address);
        }

        public static async Task UntilAsync(Func<Task> look, TimeSpan limit)
        {
            for (var clock = Stopwatch.StartNew(); ;)
            {
                try
                {
                    await look();
                    return;
                }
                catch (Exception) when (clock.Elapsed < limit)
                {
                    await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            await IpAsync("route", "del", $"{host}/32");
            await IpAsync("addr", "del", $"{address}/32", "dev", "lo");
        }

        private static Task IpAsync(params string[] words) => Cli.Wrap("ip").WithArguments(words).ExecuteAsync(CancellationToken.None);
    }
}
