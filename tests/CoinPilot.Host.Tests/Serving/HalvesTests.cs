using System.Security.Cryptography;
using CoinPilot.Agent;
using CoinPilot.Agent.Serving;
using CoinPilot.Transport;
using CoinPilot.Protocol;
using CoinPilot.Runs;
using Xunit;

namespace CoinPilot.Serving;

/// <summary>Both halves over one channel in memory: the client's connection and the agent's server.</summary>
public sealed class HalvesTests : IDisposable
{
    private readonly FakeVerbs verbs = new();
    private readonly MemoryHost host;

    public HalvesTests() => host = new(verbs);

    public void Dispose() => host.Dispose();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_is_answered()
    {
        await using var agent = host.Connect();

        var reply = await AskAsync(agent, new HistoryRequest());

        Assert.Equal(["history of shop by me"], reply.Answer!.Lines);
        Assert.Null(reply.Failure);
    }

    [Fact]
    public async Task What_a_login_prints_is_no_answer()
    {
        host.LoginPrints = "{\"id\":0,\"hello\":{\"protocol\":2,\"oldest\":2,\"product\":\"x\",\"token\":\"guess\"}}\n{\"id\":1,\"isEnd\":true}\nwelcome";
        await using var agent = host.Connect();

        Assert.Equal(["history of shop by me"], (await AskAsync(agent, new HistoryRequest())).Answer!.Lines);
    }

    [Fact]
    public async Task Requests_run_in_the_order_in_which_they_were_asked()
    {
        await using var agent = host.Connect();

        var first = AskAsync(agent, new StartRequest("slow"));
        var second = AskAsync(agent, new StartRequest("b"));
        await verbs.UntilBegunAsync("slow");
        await Task.Delay(50, Ct);
        Assert.DoesNotContain("b", verbs.Begun);
        verbs.Release("slow");

        await Task.WhenAll(first, second);
        Assert.Equal(["slow", "b"], verbs.Begun);
    }

    [Fact]
    public async Task One_beside_the_others_waits_for_none()
    {
        await using var agent = host.Connect();

        var slow = AskAsync(agent, new StartRequest("slow"));
        await agent.AskAsync(new StartRequest("beside"), new(TimeSpan.FromMinutes(2)) { IsBeside = true }, Ct);
        Assert.False(slow.IsCompleted);
        verbs.Release("slow");

        await slow;
    }

    [Fact]
    public async Task One_that_needs_the_success_of_the_one_before_is_not_run_after_a_failure()
    {
        await using var agent = host.Connect();

        var failing = AskAsync(agent, new StartRequest("refused"));
        var next = await agent.AskAsync(new StartRequest("next"), new(TimeSpan.FromMinutes(2)) { IsOnlyAfterSuccess = true }, Ct);

        Assert.Equal((2, "refused, as asked\n→ ask otherwise"), ((await failing).Failure!.ExitCode, (await failing).Failure!.ToString()));
        Assert.Equal(ExitStatus.Conflict, next.Failure!.ExitCode);
        Assert.Equal("start was not run, because what was asked for before it failed\n→ mend that first, then run the command again", next.Failure.ToString());
        Assert.DoesNotContain("next", verbs.Begun);
    }

    [Fact]
    public async Task What_nobody_foresaw_is_a_failure_with_its_reason_and_the_connection_goes_on()
    {
        await using var agent = host.Connect();

        var broken = await AskAsync(agent, new StartRequest("broken"));

        Assert.Contains("start ended unexpectedly: on purpose", broken.Failure!.ToString(), StringComparison.Ordinal);
        Assert.Null((await AskAsync(agent, new StartRequest("fine"))).Failure);
    }

    [Fact]
    public async Task Events_come_before_the_answer_in_their_order()
    {
        await using var agent = host.Connect();
        List<AgentEvent> told = [];

        await agent.AskAsync(new StartRequest("tells"), new(TimeSpan.FromMinutes(2)) { OnEvent = told.Add }, Ct);

        Assert.Equal([.. Enumerable.Range(0, 1000).Select(number => new Said($"{number}"))], told);
    }

    [Fact]
    public async Task A_payload_larger_than_the_window_arrives_whole()
    {
        await using var agent = host.Connect();
        var content = RandomNumberGenerator.GetBytes((3 * PayloadWindow.Size) + 17);

        var reply = await agent.AskAsync(new StageRequest("r", null, []), new(TimeSpan.FromMinutes(2)) { Payload = new(new MemoryStream(content), "digest") }, Ct);

        Assert.Equal($"{Convert.ToHexStringLower(SHA256.HashData(content))} digest", Assert.Single(reply.Answer!.Images).Id);
    }

    [Fact]
    public async Task A_payload_that_nobody_reads_keeps_no_other_request_waiting()
    {
        await using var agent = host.Connect();

        var stuck = agent.AskAsync(new StageRequest("stuck", null, []), new(TimeSpan.FromMinutes(2)) { Payload = new(new MemoryStream(new byte[3 * PayloadWindow.Size])), IsBeside = true }, Ct);
        var other = await AskAsync(agent, new HistoryRequest());
        Assert.NotNull(other.Answer);
        verbs.Release("stuck");

        Assert.Equal("refused, as asked\n→ ask otherwise", (await stuck).Failure!.ToString());
        Assert.NotNull((await AskAsync(agent, new HistoryRequest())).Answer);
    }

    [Fact]
    public async Task A_request_that_is_given_up_is_cancelled_on_the_host_and_the_next_one_runs()
    {
        await using var agent = host.Connect();
        using CancellationTokenSource stop = new();

        var slow = agent.AskAsync(new StartRequest("slow"), new(TimeSpan.FromMinutes(2)), stop.Token);
        await verbs.UntilBegunAsync("slow");
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow);
        Assert.Null((await AskAsync(agent, new StartRequest("after"))).Failure);
        Assert.Contains("slow", verbs.Cancelled);
    }

    [Fact]
    public async Task A_request_that_is_given_up_again_and_again_leaves_the_connection_usable()
    {
        await using var agent = host.Connect();

        for (var time = 0; time < 3; time++)
        {
            using CancellationTokenSource stop = new();
            var endless = agent.AskAsync(new StartRequest("endless"), new(TimeSpan.FromMinutes(2)) { OnEvent = _ => stop.Cancel() }, stop.Token);

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => endless);
            Assert.NotNull((await AskAsync(agent, new HistoryRequest())).Answer);
        }
    }

    [Fact]
    public async Task One_that_takes_too_long_may_have_run_and_leaves_the_connection_usable()
    {
        await using var agent = host.Connect();
        var first = AskAsync(agent, new StartRequest("slow"));

        var late = await Assert.ThrowsAsync<CommandTimedOutException>(() => agent.AskAsync(new StartRequest("b"), new(TimeSpan.FromMilliseconds(100)), Ct));
        verbs.Release("slow");

        Assert.True(late.MayHaveRun);
        Assert.Null((await first).Failure);
        Assert.NotNull((await AskAsync(agent, new HistoryRequest())).Answer);
    }

    [Fact]
    public async Task What_is_asked_when_the_channel_is_closed_has_surely_not_run()
    {
        var agent = host.Connect();
        var sent = AskAsync(agent, new StartRequest("slow"));
        await verbs.UntilBegunAsync("slow");
        await agent.DisposeAsync();

        var lost = await Assert.ThrowsAsync<ContactLostException>(() => sent);
        var unsent = await Assert.ThrowsAsync<ContactLostException>(() => AskAsync(agent, new HistoryRequest()));

        Assert.True(lost.MayHaveRun);
        Assert.False(unsent.MayHaveRun);
    }

    // Some hundred services with long names.
    [Fact]
    public async Task No_list_of_names_is_cut()
    {
        await using var agent = host.Connect();
        string[] names = [.. Enumerable.Range(1, 4000).Select(number => $"a-service-with-a-rather-long-name-{number}")];

        var reply = await AskAsync(agent, new ExplainRequest([.. names], 1));

        Assert.Equal(names, reply.Answer!.Containers.Select(one => one.Service));
    }

    [Fact]
    public async Task A_revert_that_fails_tells_how_far_it_came()
    {
        await using var agent = host.Connect();

        var reply = await AskAsync(agent, new RevertRequest("new", "why"));

        Assert.Equal((21, "old is back, but not whole\n→ look at it"), (reply.Failure!.ExitCode, reply.Failure.ToString()));
        Assert.Equal(new("old", "", DateTimeOffset.UnixEpoch), reply.Answer);
    }

    [Fact]
    public async Task A_connection_that_asks_for_nothing_ends_quietly()
    {
        await using (host.Connect())
        {
            await host.UntilServedAsync();
        }

        await host.Served!.WaitAsync(TimeSpan.FromMinutes(2), Ct);
        Assert.Empty(verbs.Begun);
    }

    [Fact]
    public async Task A_client_that_goes_ends_what_dies_with_it_and_the_agent_waits_for_what_does_not()
    {
        var agent = host.Connect();
        var slow = AskAsync(agent, new StartRequest("slow"));
        await verbs.UntilBegunAsync("slow");
        var survivor = agent.AskAsync(new SwitchRequest("survives", "x", Hold: false, 1), new(TimeSpan.FromMinutes(2)) { IsBeside = true }, Ct);
        await verbs.UntilBegunAsync("survives");

        await agent.DisposeAsync();

        await Assert.ThrowsAsync<ContactLostException>(() => slow);
        await Assert.ThrowsAsync<ContactLostException>(() => survivor);
        Assert.False(host.Served!.IsCompleted);
        verbs.Release("survives");
        await host.Served.WaitAsync(TimeSpan.FromMinutes(2), Ct);
        Assert.Equal(["slow"], verbs.Cancelled);
        Assert.Contains("survives", verbs.Ended);
    }

    [Fact]
    public async Task An_agent_that_is_ended_before_it_answers_is_a_failure()
    {
        await using var agent = host.Connect();
        await agent.PrepareAsync(TimeSpan.FromMinutes(1), Ct);
        var slow = AskAsync(agent, new StartRequest("slow"));
        await verbs.UntilBegunAsync("slow");

        host.Kill();

        Assert.Contains("the agent was ended before it had answered start", (await slow).Failure!.ToString(), StringComparison.Ordinal);
    }

    private static Task<Reply<T>> AskAsync<T>(IHostAgent agent, AgentRequest<T> request)
        where T : class => agent.AskAsync(request, new(TimeSpan.FromMinutes(2)), Ct);
}
