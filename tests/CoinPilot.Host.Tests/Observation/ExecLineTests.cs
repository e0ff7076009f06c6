using CoinPilot.Agent.Observation;
using Xunit;

namespace CoinPilot.Observation;

public sealed class ExecLineTests
{
    private const string Ran =
        "ExecStartPre={ path=/usr/bin/timeout ; argv[]=/usr/bin/timeout -k 10 300 /usr/bin/docker compose pull ; ignore_errors=yes ; "
        + "start_time=[Mon 2026-11-30 09:43:53 UTC] ; stop_time=[Mon 2026-11-30 09:43:54 UTC] ; pid=42 ; code=exited ; status=18/n/a }";

    [Fact]
    public void A_line_that_has_run_says_when_and_how_it_ended()
    {
        Assert.True(ExecLine.HasRun(Ran));

        var step = ExecLine.Read(2, Ran);

        Assert.Equal((2, "18", "/usr/bin/timeout -k 10 300 /usr/bin/docker compose pull"), (step.Index, step.Status, step.Command));
        Assert.Equal(new DateTimeOffset(2026, 11, 30, 9, 43, 53, TimeSpan.Zero), step.StartedAt);
    }

    [Theory]
    [InlineData("ExecStartPre={ path=/bin/x ; argv[]=/bin/x ; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }")]
    [InlineData("ExecStart={ path=/bin/x ; argv[]=/bin/x ; start_time=[Mon 2026-11-30 09:43:53 UTC] ; status=0 }")]
    [InlineData("")]
    public void One_that_has_not_run_counts_not(string line) => Assert.False(ExecLine.HasRun(line));
}
