using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.DayTwo;

public sealed class LogsTests(LabFixture fixture)
{
    [Fact]
    public async Task Come_in_order_go_on_over_a_restart_end_with_ctrl_c_and_leave_the_terminal_alone()
    {
        await using var made = await DeployedHost.MakeAsync(fixture, "logged", stack =>
        {
            stack.Db.Shell = "echo db says one; " + TinyStack.Serve;
            stack.Other.Shell = "printf '\\033[2J\\033[31mwiped\\033[0m\\n'; echo other is up; " + TinyStack.Serve;
        });

        var past = (await made.Operator.RunAsync("Logs")).Ended(0, "db    | db says one", "other | ^[[2Jwiped", "other | other is up");
        past.DidNotSay("\u001b");
        Assert.True(past.Output.IndexOf("wiped", StringComparison.Ordinal) < past.Output.IndexOf("other is up", StringComparison.Ordinal), past.Output);
        (await made.Operator.RunAsync("Logs", "--service", "othr")).Ended(ExitStatus.BadInput, "'othr'", "did you mean other?", "db, web, other");
        (await made.Operator.RunAsync("Logs", "--service", "db", "--tail", "1", "--json")).Ended(0, "\"service\":\"db\",\"text\":\"db says one\"").DidNotSay("other is up");

        await using var follow = made.Operator.Start("Logs", "--follow", "--service", "db,other");
        await follow.LineAsync("other | other is up");
        await made.Probe.OutputOfAsync("docker exec logged-db sh -c 'echo db says two >/proc/1/fd/1'; docker restart -t 1 logged-other");
        await follow.LineAsync("db | db says two");
        await follow.LineAsync("other | other is up");
        follow.Interrupt();

        var ended = (await follow.EndAsync()).Ended(0);
        Assert.Equal(2, ended.Output.Split("other is up").Length - 1);
        await made.Probe.UntilAsync("! pgrep -f 'docker logs'", TimeSpan.FromMinutes(2));
    }
}
