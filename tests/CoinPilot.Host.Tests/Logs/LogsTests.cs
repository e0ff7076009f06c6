using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Logs;
using CoinPilot.Protocol;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Logs;

public sealed class LogsTests
{
    private readonly SimulatedHost host = new();

    private IEnumerable<string> Written => host.Told.OfType<LogWritten>().Select(written => $"{written.Line.Service} {written.Line.Text}");

    [Fact]
    public async Task A_log_that_can_not_be_read_to_its_end_is_said_and_hides_no_other()
    {
        host.Run("aa0", "chatty", "sha256:1", "lab/web:1");
        host.Run("bb0", "quiet", "sha256:1", "lab/web:1");
        host.Docker.Logs["aa0"] = Torn();
        host.Docker.Logs["bb0"] = ["2026-11-30T00:00:00.000000001Z of bb0"];

        await host.Clock.RunAsync(new LogsVerb(host.Parts, host.Context()).RunAsync(new([], null, null, Follow: false), TestContext.Current.CancellationToken));

        Assert.Equal(["chatty begun", "chatty - [not all of it could be read]", "quiet of bb0"], Written);
    }

    [Fact]
    public async Task An_engine_that_is_away_has_no_logs_to_show()
    {
        host.Docker.IsSilent = _ => true;

        await new LogsVerb(host.Parts, host.Context()).RunAsync(new([], null, null, Follow: false), TestContext.Current.CancellationToken);

        Assert.IsType<LogBegan>(Assert.Single(host.Told));
    }

    private static IEnumerable<string> Torn()
    {
        yield return "2026-11-30T00:00:00.000000001Z begun";
        throw new DockerSilentException("it went away");
    }
}
