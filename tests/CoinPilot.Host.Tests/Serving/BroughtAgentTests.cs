using CoinPilot.Protocol;
using CoinPilot.Runs;
using Xunit;

namespace CoinPilot.Serving;

/// <summary>A host that lacks the agent gets it by the channel of its first request.</summary>
public sealed class BroughtAgentTests : IDisposable
{
    private readonly MemoryHost host = new(new FakeVerbs());

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => host.Dispose();

    [Fact]
    public async Task A_host_without_the_agent_gets_it_and_then_hears_what_was_asked_before()
    {
        host.LacksAgent = true;
        await using var agent = host.Connect();

        var reply = await AskAsync(agent, new HistoryRequest());

        Assert.Equal(["history of shop by me"], reply.Answer!.Lines);
        Assert.Equal("the agent for x86_64"u8.ToArray(), host.Installed);
    }

    [Fact]
    public async Task An_agent_that_takes_longer_to_make_than_a_request_may_take_is_waited_for()
    {
        (host.LacksAgent, host.AgentTakes) = (true, TimeSpan.FromSeconds(4));
        await using var agent = host.Connect();

        var reply = await agent.AskAsync(new HistoryRequest(), new(TimeSpan.FromSeconds(3)), Ct);

        Assert.Equal(["history of shop by me"], reply.Answer!.Lines);
    }

    [Fact]
    public async Task A_host_of_another_architecture_is_refused_by_name()
    {
        (host.LacksAgent, host.Architecture) = (true, "riscv64");
        await using var agent = host.Connect();

        var error = await Assert.ThrowsAsync<DeploymentException>(() => AskAsync(agent, new HistoryRequest()));

        Assert.Equal(ExitStatus.BadInput, error.ExitStatus);
        Assert.Contains("riscv64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asks_after_a_host_was_refused_is_told_why()
    {
        (host.LacksAgent, host.Architecture) = (true, "riscv64");
        await using var agent = host.Connect();
        await host.ClientEnded.WaitAsync(TimeSpan.FromMinutes(2), Ct);

        var error = await Assert.ThrowsAsync<DeploymentException>(() => AskAsync(agent, new HistoryRequest()));

        Assert.Contains("riscv64", error.Message, StringComparison.Ordinal);
    }

    private static Task<Reply<T>> AskAsync<T>(IHostAgent agent, AgentRequest<T> request)
        where T : class => agent.AskAsync(request, new(TimeSpan.FromMinutes(2)), Ct);
}
