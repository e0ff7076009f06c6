using CliWrap;
using CoinPilot.CommandLine;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Takeover;

/// <summary>The unit of deploy/cloud/oci that people install by hand from a checkout in /opt/coin-pilot.</summary>
public sealed class InstalledByHandTests(LabFixture fixture)
{
    [Fact]
    [Trait("pace", "long")]
    public async Task Its_own_instructions_bring_up_all_eight_services()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Stack });
        var checkout = Path.Combine(host.Lab.Folder, "root", "opt", "coin-pilot");
        Directory.CreateDirectory(Path.Combine(checkout, "deploy", "cloud"));
        await Cli.Wrap("cp").WithArguments(["-r", Path.Combine(ProjectRoot.Find(), "deploy", "cloud", "oci"), Path.Combine(checkout, "deploy", "cloud")])
            .ExecuteAsync(TestContext.Current.CancellationToken);
        var unit = await File.ReadAllLinesAsync(Path.Combine(checkout, "deploy/cloud/oci/systemd/coinpilot-compose.service"), TestContext.Current.CancellationToken);
        var command = unit.Single(line => line.StartsWith("# cp /opt/coin-pilot", StringComparison.Ordinal))[2..];

        await host.OutputOfAsync("cd /opt/coin-pilot/deploy/cloud/oci && chown -R 0:0 . && cp /etc/coinpilot/coinpilot/.env .env", "root");
        await host.OutputOfAsync(command, "root");

        Assert.Equal("active", await host.OutputOfAsync("systemctl is-active coinpilot-compose.service", "root"));
        Assert.Equal("8", await host.OutputOfAsync("docker ps -q --filter label=com.docker.compose.project=coinpilot --filter status=running | wc -l", "root"));
        Assert.Equal("no", await host.OutputOfAsync("systemctl show -P NeedDaemonReload coinpilot-compose.service", "root"));
    }
}
