using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Options;
using CoinPilot.Protocol;
using CoinPilot.Releases;
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
        host.On<WatchRequest>(NoAnswer.Instance, Sample(71.03, "running"), Sample(73.02, "running"), Sample(73.03, "running"));

        var (run, verdict) = await RunAsync();

        Assert.IsType<GateVerdict.Pass>(verdict);
        Assert.Single(run.Containers);
        Assert.Contains("settling", lines.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(72.90)]
    [InlineData(73.02)]
    public async Task Nothing_passes_before_its_time(double uptime)
    {
        host.On<WatchRequest>(NoAnswer.Instance, Sample(71.03, "running"), Sample(uptime, "running"));

        var (_, verdict) = await RunAsync();

        Assert.Contains("(last look 2 s after the first)", Assert.IsType<GateVerdict.Fail>(verdict).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"Service\":\"web\",\"Name\":\"shop-web-1\",\"State\":\"exited\",\"Status\":\"Exited (3) 1 second ago\",\"ExitCode\":3}", null, "shop-web-1  exited          3  Exited (3) 1 second ago")]
    [InlineData("", "it ended with exit code 124", "docker compose ps could not be read: it ended with exit code 124")]
    [InlineData("{\"Service\":\"db\"}", null, "docker compose ps names no container of web")]
    public async Task A_failure_shows_what_compose_says_before_the_last_words(string ps, string? trouble, string said)
    {
        var seen = ComposePs.Parse([ps], trouble);
        host.On<WatchRequest>(NoAnswer.Instance, Sample(71.03, "exited", seen), Sample(99.00, "exited", seen))
            .On<ExplainRequest>(new ExplainAnswer([new("web", "going down", "")]));
        var (run, verdict) = await RunAsync();
        var failed = Assert.IsType<GateVerdict.Fail>(verdict);

        await using var client = await ClientAsync();
        await FailureReport.ShowAsync(client, failed.Services, run.Ps, lines, Ct);

        Assert.Contains(said, lines.All, StringComparison.Ordinal);
        Assert.True(lines.All.IndexOf(said, StringComparison.Ordinal) < lines.All.IndexOf("going down", StringComparison.Ordinal));
    }

    private static StackSample Sample(double uptime, string status, ComposePs? ps = null) => new(
        TimeSpan.FromSeconds(uptime), [new("1", "shop-web-1", "web", "sha256:1", status, 3, "", DateTimeOffset.UnixEpoch, 0, "always", "")], ps ?? ComposePs.None);

    private async Task<HostClient> ClientAsync() => new(await host.ConnectAsync(Ct), new(), lines);

    private async Task<(GateRun Run, GateVerdict Verdict)> RunAsync()
    {
        await using var client = await ClientAsync();
        GateRun run = new(client, lines);
        return (run, await run.JudgeAsync(Gate, Ct));
    }
}
