using CoinPilot.Agent.Cli;
using CoinPilot.Protocol;
using CoinPilot.Runs;
using CoinPilot.Serving;
using Xunit;

namespace CoinPilot.Cli;

/// <summary>Who asks on the host itself hears what a client hears.</summary>
public sealed class LocalAgentTests : IAsyncDisposable
{
    private readonly FakeVerbs verbs = new();
    private readonly LocalAgent agent;

    public LocalAgentTests() => agent = new(verbs, new("shop", "", "shop", "mia", "here"));

    public ValueTask DisposeAsync() => agent.DisposeAsync();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_is_answered_for_its_scope() => Assert.Equal(["history of shop by mia"], (await AskAsync(new HistoryRequest())).Answer!.Lines);

    [Fact]
    public async Task A_refusal_is_a_reply()
    {
        var reply = await AskAsync(new StartRequest("refused"));

        Assert.Null(reply.Answer);
        Assert.Equal("refused, as asked\n→ ask otherwise", reply.Failure!.ToString());
    }

    // Core's own judgement keeps its exit code and what to do next.
    [Fact]
    public async Task A_format_of_a_later_version_is_a_refusal_by_name()
    {
        var failure = (await AskAsync(new StartRequest("later"))).Failure!;

        Assert.Equal(ExitStatus.BadInput, failure.ExitCode);
        Assert.Contains("version 9 of the format 'release.conf'", failure.ToString(), StringComparison.Ordinal);
        Assert.Contains("→ use the CoinPilot that wrote it, or a newer one", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_foresaw_is_a_reply_with_its_reason() =>
        Assert.Contains("start ended unexpectedly: on purpose", (await AskAsync(new StartRequest("broken"))).Failure!.ToString(), StringComparison.Ordinal);

    [Fact]
    public async Task An_answer_comes_with_its_failure()
    {
        var reply = await AskAsync(new RevertRequest(null, ""));

        Assert.Equal(("old", 21), (reply.Answer!.To, reply.Failure!.ExitCode));
    }

    [Fact]
    public async Task Events_come_while_it_runs()
    {
        List<AgentEvent> told = [];

        await agent.AskAsync(new StartRequest("tells"), new(TimeSpan.FromMinutes(2)) { OnEvent = told.Add }, Ct);

        Assert.Equal(1000, told.Count);
    }

    [Fact]
    public async Task Requests_run_one_after_the_other_and_one_beside_them_waits_for_none()
    {
        var slow = AskAsync(new StartRequest("slow"));
        var next = AskAsync(new StartRequest("next"));
        await agent.AskAsync(new StartRequest("beside"), new(TimeSpan.FromMinutes(2)) { IsBeside = true }, Ct);
        Assert.Equal(["slow", "beside"], verbs.Begun);
        verbs.Release("slow");

        await Task.WhenAll(slow, next);
        Assert.Equal(["slow", "beside", "next"], verbs.Begun);
    }

    [Theory]
    [InlineData("refused")]
    [InlineData("broken")]
    public async Task One_that_needs_the_success_of_the_one_before_is_not_run_after_a_failure(string name)
    {
        var failing = AskAsync(new StartRequest(name));
        var next = await agent.AskAsync(new StartRequest("next"), new(TimeSpan.FromMinutes(2)) { IsOnlyAfterSuccess = true }, Ct);

        Assert.Equal(ExitStatus.Conflict, next.Failure!.ExitCode);
        Assert.DoesNotContain("next", verbs.Begun);
        Assert.NotNull((await failing).Failure);
    }

    [Fact]
    public async Task One_that_takes_too_long_is_given_up_and_the_next_one_runs()
    {
        await Assert.ThrowsAsync<CommandTimedOutException>(() => agent.AskAsync(new StartRequest("slow"), new(TimeSpan.FromMilliseconds(50)), Ct));

        Assert.Null((await AskAsync(new StartRequest("next"))).Failure);
        Assert.Equal(["slow"], verbs.Cancelled);
    }

    [Fact]
    public async Task Who_gives_up_is_told_so()
    {
        using CancellationTokenSource stop = new();
        var slow = agent.AskAsync(new StartRequest("slow"), new(TimeSpan.FromMinutes(2)), stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow);
    }

    private Task<Reply<T>> AskAsync<T>(AgentRequest<T> request)
        where T : class => agent.AskAsync(request, new(TimeSpan.FromMinutes(2)), Ct);
}
