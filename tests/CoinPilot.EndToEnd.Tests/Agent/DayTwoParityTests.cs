using System.Collections.Concurrent;
using System.Collections.Immutable;
using CoinPilot.Harness;
using CoinPilot.Host;
using CoinPilot.Lab;
using CoinPilot.Logs;
using CoinPilot.Protocol;
using CoinPilot.Runs;
using Xunit;

namespace CoinPilot.Agent;

/// <summary>Watching, explaining, reading logs and saying what is there: the agent does it as the shell program does.</summary>
public sealed class DayTwoParityTests(LabFixture fixture)
{
    private const string App = "parity";
    private const string Secret = "correct-horse-battery-staple";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_a_bare_host_on_a_deployed_one_among_hostile_containers_and_without_docker()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new(App);
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        await using BothHalves halves = new(host, stack);
        var (shell, agent) = (await halves.ShellAsync(), await halves.AgentAsync());
        await host.OutputOfAsync($"install -d -m 700 /etc/coinpilot/{App} && printf 'API_TOKEN={Secret}\\n' | install -m 600 /dev/stdin /etc/coinpilot/{App}/.env", "root");

        await halves.SayTheSameAsync(new HoldingsRequest());
        await SameLogsAsync(new([], null, null, Follow: false));
        Assert.Empty((await SameSampleAsync()).Containers);
        Assert.Empty((await ExplainedAsync("db")).Containers);

        stack.Db.Extra.Add("environment: { API_TOKEN: \"${API_TOKEN}\" }");
        stack.Db.Shell = $"echo the token is $API_TOKEN; {TinyStack.Serve}";
        stack.Other.Shell = "printf '\\033[2J\\033[31mwiped\\033[0m\\n'; head -c 5000 /dev/zero | tr '\\0' x; echo; echo other is up; " + TinyStack.Serve;
        stack.Save();
        await deployer.DeployAsync();
        stack.SetPage("page 2");
        await deployer.DeployAsync();
        await probe.OutputOfAsync(
            $$"""
            hostile() { # NAME SERVICE NUMBER
              p=com.docker.compose
              docker run -d --name "$1" --label $p.project={{App}} --label $p.config-hash=1 --label $p.oneoff=False --label "$p.service=$2" --label "$p.container-number=$3" --entrypoint sh lab/tiny:1 -c 'echo tick; sleep 1000'
            }
            hostile command 'x/;1e touch /tmp/pwned;#' 1; hostile pattern '*' 1; hostile number web '2/;1e touch /tmp/pwned;#'; hostile second web 2
            docker run -d --name errand --label com.docker.compose.project={{App}} --label com.docker.compose.config-hash=1 --label com.docker.compose.oneoff=True --label com.docker.compose.service=db lab/tiny:1 sleep 1000
            docker volume create --label com.docker.compose.project={{App}} {{App}}_data
            mkdir -p /etc/systemd/system/{{stack.UnitName}}.d; touch /etc/systemd/system/{{stack.UnitName}}.d/other.conf
            """);

        Assert.Contains((await halves.SayTheSameAsync(new HoldingsRequest())).Goes, item => item.Kind == "tag");
        await WaitsAsync();
        var lines = await SameLogsAsync(new([], null, null, Follow: false));
        Assert.Contains(lines, line => line is { Service: "web-2", Text: "tick" });
        Assert.DoesNotContain(lines, line => line.Service.Contains('*', StringComparison.Ordinal));
        await SameLogsAsync(new(["other", "db"], null, 1, Follow: false));
        await SameLogsAsync(new(["web"], 4_000_000_000, null, Follow: false));
        var words = Assert.Single((await ExplainedAsync("db", "--help", "other")).Containers, one => one.Log.Contains("the token is", StringComparison.Ordinal));
        Assert.Contains("the token is ${API_TOKEN}", words.Log, StringComparison.Ordinal);
        Assert.Contains((await SameSampleAsync()).Containers, container => container.Service == "*");
        await FollowsAsync();

        // One that Docker can't start: its error quotes the command, and that a value.
        await probe.OutputOfAsync($"docker run -d --name {App}-broken --label com.docker.compose.project={App} --label com.docker.compose.config-hash=1 --label com.docker.compose.service=broken lab/tiny:1 /{Secret} || :");
        Assert.Contains((await SameSampleAsync()).Containers, container => container.Error.Contains("${API_TOKEN}", StringComparison.Ordinal));

        // A unit that is not ours, a removal that was begun, and no Docker.
        await probe.OutputOfAsync($"cp {probe.UnitFile} /root/unit; sed -i '/X-CoinPilot/d' {probe.UnitFile}; systemctl daemon-reload");
        Assert.True((await halves.SayTheSameAsync(new HoldingsRequest())).IsForeign);
        await probe.OutputOfAsync($"rm {probe.UnitFile}; touch {probe.Base}/removing; systemctl daemon-reload");
        Assert.Contains((await halves.SayTheSameAsync(new HoldingsRequest())).Goes, item => item.Kind == "container");
        await probe.OutputOfAsync($"cp /root/unit {probe.UnitFile}; rm {probe.Base}/removing; systemctl daemon-reload; systemctl stop docker.socket docker.service");
        await halves.SayTheSameAsync(new HoldingsRequest());
        Assert.Empty((await BothHalves.ToldAsync(shell, new WatchRequest(2))).OfType<StackSample>());
        Assert.Empty((await BothHalves.ToldAsync(agent, new WatchRequest(2))).OfType<StackSample>());
        Assert.Empty((await ExplainedAsync("db")).Containers);
        Assert.Empty(await SameLogsAsync(new([], null, null, Follow: false)));

        // A confirmation that is not wholly done: whoever works at it holds the lock, and one that died does not.
        async Task WaitsAsync()
        {
            var settling = $"/run/coinpilot-{App}.settling";
            await host.OutputOfAsync(
                $"systemd-run --quiet flock /run/coinpilot-{App}.lock sh -c 'touch {settling}; sleep 4; touch {probe.Base}/foreign-unit; rm {settling}'; until [ -e {settling} ]; do sleep 0.1; done", "root");
            Assert.NotNull((await BothHalves.AskAsync(agent, new HoldingsRequest())).FormerUnit);
            await host.OutputOfAsync($"rm {probe.Base}/foreign-unit; touch {settling}", "root");
            Assert.NotEmpty((await BothHalves.AskAsync(agent, new HistoryRequest())).Lines);
            Assert.Equal("", await host.OutputOfAsync($"ls {settling} 2>/dev/null || :", "root"));
        }

        async Task<ImmutableArray<LogLine>> SameLogsAsync(LogsRequest request)
        {
            var (said, says) = (await LinesAsync(shell), await LinesAsync(agent));
            Assert.Equal(said, says);
            return says;

            async Task<ImmutableArray<LogLine>> LinesAsync(IHostAgent half)
            {
                var told = await BothHalves.ToldAsync(half, request);
                Assert.IsType<LogBegan>(told[0]);
                return [.. told.OfType<LogWritten>().Select(one => one.Line)];
            }
        }

        // The shell's words of a health that is not there are an empty line.
        async Task<ExplainAnswer> ExplainedAsync(params ImmutableArray<string> services)
        {
            ExplainRequest request = new(services, 20);
            var (said, says) = (await BothHalves.AskAsync(shell, request), await BothHalves.AskAsync(agent, request));
            Assert.Equal(said.Containers.Select(one => one with { Health = one.Health.TrimEnd('\n') }), says.Containers.Select(one => one with { Health = one.Health.TrimEnd('\n') }));
            return says;
        }

        // Of one second each sees at least one look.
        async Task<StackSample> SameSampleAsync()
        {
            var said = (await BothHalves.ToldAsync(shell, new WatchRequest(3))).OfType<StackSample>().Last();
            var samples = (await BothHalves.ToldAsync(agent, new WatchRequest(3))).OfType<StackSample>().ToArray();
            Assert.True(samples.Length > 1 && samples[0].Uptime < samples[^1].Uptime);
            BothHalves.AreTheSame(said with { Uptime = TimeSpan.Zero, Ps = Timeless(said) }, samples[^1] with { Uptime = TimeSpan.Zero, Ps = Timeless(samples[^1]) });
            return samples[^1];
        }

        async Task FollowsAsync()
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            ConcurrentQueue<AgentEvent> told = new();
            var following = agent.AskAsync(new LogsRequest(["db", "other"], null, null, Follow: true), new(TimeSpan.FromMinutes(5)) { OnEvent = told.Enqueue, IsBeside = true }, stop.Token);
            await UntilAsync(told, _ => true);
            await probe.OutputOfAsync($"docker exec {App}-db sh -c 'echo db says two >/proc/1/fd/1'; docker restart -t 1 {App}-other");
            await UntilAsync(told, line => line.Text == "db says two");
            await UntilAsync(told, line => line.Text == "other is up");
            var cut = Assert.Single(told.OfType<LogWritten>().Select(one => one.Line).Distinct(), line => line.Text.Length > 100);
            Assert.EndsWith("x [cut]", cut.Text, StringComparison.Ordinal);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
            Assert.NotEmpty((await BothHalves.AskAsync(agent, new HistoryRequest())).Lines);
        }
    }

    private static async Task UntilAsync(ConcurrentQueue<AgentEvent> told, Func<LogLine, bool> isIt)
    {
        for (var tries = 0; !told.Any(one => one is LogBegan && isIt(new("", "", "")) || (one is LogWritten { Line: var line } && isIt(line))); tries++)
        {
            Assert.True(tries < 600, string.Join('\n', told));
            await Task.Delay(100, Ct);
        }
    }

    // "Up 3 seconds" grows.
    private static CoinPilot.Hosts.ComposePs Timeless(StackSample sample) => sample.Ps with { Containers = [.. sample.Ps.Containers.Select(one => one with { Status = "" })] };
}
