using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Benchmarks;

/// <summary>How long an operator waits for <c>Status</c>.</summary>
public sealed class StatusBenchmark(LabFixture fixture)
{
    private const int Runs = 7;

    [Fact(Explicit = true)]
    public async Task A_warm_status()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "bench");
        BenchTable table = new("3-status", "Status, warm", "target", "median (least–most)");
        using Deployer deployer = new(deployed.Host, deployed.Stack, withBuildScript: true);
        await deployer.RunAsync("Status");
        await CompiledClient.WaitAsync();

        List<double> seconds = [];
        for (var run = 0; run < Runs; run++)
        {
            seconds.Add((await deployer.RunAsync("Status")).Ended(0).Took.TotalSeconds);
        }

        table.Row("`Status`, stack of three services", Samples.Seconds(seconds));
        table.Note($"The whole process, from build.sh's start to its end, {Runs} times over one hop without delay.");
        table.Bar("seconds of a status", Samples.Median(seconds), 0.35, " s");
        table.Save();
    }
}
