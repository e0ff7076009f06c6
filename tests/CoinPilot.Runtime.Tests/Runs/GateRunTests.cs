using CoinPilot.Health;
using CoinPilot.Host.Shell;
using CoinPilot.Hosts;
using CoinPilot.Options;
using CoinPilot.Releases;
using CoinPilot.Runs;
using CoinPilot.Stack;
using Xunit;

namespace CoinPilot.Runs;

/// <summary>The gate over what a host says of its stack.</summary>
public sealed class GateRunTests
{
    private static readonly HealthGate Gate = new([new("web", "required", false, 1, TimeSpan.FromSeconds(20), TimeSpan.Zero)], TimeSpan.FromSeconds(2));

    private readonly FakeHost host = new();
    private readonly Lines lines = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Hundredths count: a stretch of 1.99 s is shorter than 2 s.
    [Fact]
    public async Task A_release_passes_by_the_time_that_the_host_was_up()
    {
        host.On("watch", 0, "sample\t71.03", Container("running"), "end\t", "sample\t73.02", "same\t", "end\t", "sample\t73.03", "same\t", "end\t");

        var (run, verdict) = await RunAsync();

        Assert.IsType<GateVerdict.Pass>(verdict);
        Assert.Single(run.Containers);
        Assert.Contains("settling", lines.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("72.90")]
    [InlineData("73.02")]
    public async Task Nothing_passes_before_its_time(string uptime)
    {
        host.On("watch", 0, "sample\t71.03", Container("running"), "end\t", $"sample\t{uptime}", "same\t", "end\t");

        var (_, verdict) = await RunAsync();

        Assert.Contains("(last look 2 s after the first)", Assert.IsType<GateVerdict.Fail>(verdict).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ps\t{\"Service\":\"web\",\"Name\":\"shop-web-1\",\"State\":\"exited\",\"Status\":\"Exited (3) 1 second ago\",\"ExitCode\":3}", "shop-web-1  exited          3  Exited (3) 1 second ago")]
    [InlineData("ps-unreadable\tit ended with exit code 124", "docker compose ps could not be read: it ended with exit code 124")]
    [InlineData("ps\t{\"Service\":\"db\"}", "docker compose ps names no container of web")]
    public async Task A_failure_shows_what_compose_says_before_the_last_words(string ps, string said)
    {
        host.On("watch", 0, "sample\t71.03", Container("exited"), ps, "end\t", "sample\t99.00", "same\t", "end\t")
            .On("explain", 0, $"log\tweb {FakeHost.Base64("going down")}", "health\tweb ");
        var (run, verdict) = await RunAsync();
        var failed = Assert.IsType<GateVerdict.Fail>(verdict);

        await using var client = await ClientAsync();
        await FailureReport.ShowAsync(client, failed.Services, run.Ps, lines, Ct);

        Assert.Contains(said, lines.All, StringComparison.Ordinal);
        Assert.True(lines.All.IndexOf(said, StringComparison.Ordinal) < lines.All.IndexOf("going down", StringComparison.Ordinal));
    }

    private static string Container(string status) =>
        $"container\t{{\"id\":\"1\",\"name\":\"shop-web-1\",\"service\":\"web\",\"status\":\"{status}\",\"exitCode\":3,\"restartPolicy\":\"always\"}}";

    private async Task<HostClient> ClientAsync() => new(await host.AgentAsync(Ct), new(), lines);

    private async Task<(GateRun Run, GateVerdict Verdict)> RunAsync()
    {
        await using var client = await ClientAsync();
        GateRun run = new(client, lines);
        return (run, await run.JudgeAsync(Gate, Ct));
    }
}
