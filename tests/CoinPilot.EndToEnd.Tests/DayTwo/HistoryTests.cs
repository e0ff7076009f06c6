using System.Text.Json;
using CoinPilot.Harness;
using CoinPilot.Health;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.DayTwo;

public sealed class HistoryTests(LabFixture fixture)
{
    [Fact]
    [Trait("pace", "long")]
    public async Task Tells_deployments_failures_rollbacks_and_what_the_host_did_by_itself_and_stays_short()
    {
        await using var made = await DeployedHost.MakeAsync(fixture, "told");
        var good = made.Stack.Other.Shell;
        made.Stack.Other.Shell = TinyStack.CrashLoop;
        made.Stack.Other.Healthcheck = null;
        made.Stack.Save();
        (await made.Operator.RunAsync("DeployUnit")).Ended(ExitStatus.RolledBack);
        made.Stack.BreakBuild();
        (await made.Operator.RunAsync("DeployUnit")).Ended(ExitStatus.Failure);
        made.Stack.SetBuiltPage("built 3");
        made.Stack.Other.Shell = good;
        made.Stack.Save();
        await made.Operator.DeployAsync();
        var second = await made.Probe.CurrentAsync();
        (await made.Operator.RunAsync("Rollback")).Ended(0);
        made.Stack.SetPage("page 4");
        var third = await made.SwitchAsync();

        // As after years: what came before is more than is kept.
        await made.Probe.OutputOfAsync($"cd {made.Probe.Base} && yes '{{\"ts\":\"2020-01-01T00:00:00Z\",\"verb\":\"stage\",\"phase\":\"done\",\"release\":\"old\"}}' | head -n 1200 >j && cat journal.jsonl >>j && mv j journal.jsonl");
        await made.FireTimerAsync();
        await made.UntilNothingIsPendingAsync(TimeSpan.FromMinutes(1));

        var outcome = (await made.Operator.RunAsync("History", "--json", "--tail", "6")).Ended(0);

        Assert.Equal("1000", await made.Probe.OutputOfAsync($"wc -l <{made.Probe.Base}/journal.jsonl"));
        var rows = outcome.Output.Split('\n').Where(line => line.StartsWith("{\"kind\":\"history\"", StringComparison.Ordinal)).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(
            [
                ("deploy", "deployed"),
                ("deploy", $"failed, rolled back to {made.First}"),
                ("deploy", "failed, nothing touched"),
                ("deploy", "deployed"),
                ("rollback", $"rolled back to {made.First}"),
                ("deploy", $"failed, rolled back to {made.First}"),
            ],
            rows.Select(row => (Text(row, "what"), Text(row, "verdict"))));
        Assert.Contains("did not come up", Text(rows[1], "reason"), StringComparison.Ordinal);
        Assert.Contains("build", Text(rows[2], "reason"), StringComparison.Ordinal);
        Assert.Equal((second, made.First, Environment.UserName), (Text(rows[3], "release"), Text(rows[3], "replaced"), Text(rows[3], "by")));
        Assert.Equal((third, "timer", "not confirmed in time"), (Text(rows[5], "release"), Text(rows[5], "endedBy"), Text(rows[5], "reason")));

        // What was stopped was down until its successor was healthy, or until it was back; what was left alone is not named.
        Assert.Equal(["-", "db other web", "-", "db other web", "db other web", "-"], rows.Select(row => Down(row, one => one.Service)));
        Assert.All(rows.SelectMany(Downs), one => Assert.True(one is { Seconds: > 0 and < 120, IsOver: true }, one.ToString()));
        Assert.All(rows, row => Assert.InRange(row.GetProperty("seconds").GetInt32(), 0, 600));

        var table = (await made.Operator.RunAsync("History", "--tail", "1")).Ended(0, third, "failed, rolled back", $"back to {made.First} by timer: not confirmed in time", "older ones are not shown");
        table.DidNotSay(second);

        static IEnumerable<ServiceDown> Downs(JsonElement row) =>
            row.GetProperty("down") is { ValueKind: JsonValueKind.Array } down ? down.EnumerateArray().Select(one => one.Deserialize<ServiceDown>(JsonSerializerOptions.Web)!) : [];

        static string Down(JsonElement row, Func<ServiceDown, string> word) => string.Join(' ', Downs(row).Select(word)) is { Length: > 0 } words ? words : "-";

        static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;
    }
}
