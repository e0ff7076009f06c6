using Xunit;

namespace CoinPilot.Health;

public sealed class StartReasonTests
{
    [Fact]
    public void All_lines_that_matter_are_shown_one_after_another()
    {
        const string Output = """
            Starting coinpilot-compose.service - CoinPilot stack (Docker Compose)...
             Container coinpilot-db  Creating
             Container coinpilot-db  Created
            Error response from daemon: driver failed programming external connectivity on endpoint coinpilot-db:
              Bind for 0.0.0.0:80 failed: port is already allocated
            (exit status 1)
            coinpilot-compose.service: Main process exited, code=exited, status=1/FAILURE
            coinpilot-compose.service: Failed with result 'exit-code'.
            Failed to start coinpilot-compose.service - CoinPilot stack (Docker Compose).
            """;

        Assert.Equal(
            "Error response from daemon: driver failed programming external connectivity on endpoint coinpilot-db:\nBind for 0.0.0.0:80 failed: port is already allocated\n(exit status 1)",
            StartReason.Of(Output));
    }

    [Fact]
    public void A_container_that_is_the_reason_is_no_progress() =>
        Assert.Equal(
            "Container coinpilot-db  Error\ndependency failed to start: container coinpilot-db is unhealthy",
            StartReason.Of(" Container coinpilot-db  Waiting\n Container coinpilot-db  Error\ndependency failed to start: container coinpilot-db is unhealthy\n"));

    [Fact]
    public void Of_many_lines_the_last_ones_are_shown_and_a_long_one_is_cut()
    {
        var reason = StartReason.Of(string.Join('\n', Enumerable.Range(1, 40).Select(x => $"line {x}")) + "\n" + new string('x', 1000));

        Assert.StartsWith("… (26 lines before)\nline 27\n", reason, StringComparison.Ordinal);
        Assert.EndsWith("x …", reason, StringComparison.Ordinal);
        Assert.True(reason.Length < 1000, reason);
    }

    [Fact]
    public void Nothing_is_said_to_be_nothing() => Assert.Equal("it gave no reason", StartReason.Of(" Container a  Started\n\n"));
}
