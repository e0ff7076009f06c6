using System.Collections.Immutable;
using CoinPilot.Hosts;
using CoinPilot.Releases;
using Xunit;

namespace CoinPilot.Health;

/// <summary>The gate over a service that has a probe too.</summary>
public sealed class ProbedGateTests
{
    private const string Refused = "probe http://127.0.0.1/ refused the connection";

    private static readonly DateTimeOffset Start = new(2026, 11, 24, 5, 31, 0, TimeSpan.Zero);

    private static readonly ServiceBudget Web = new("web", "required", false, 1, TimeSpan.FromSeconds(60), TimeSpan.Zero) { MayEnd = false, Probe = new(Http: "http://127.0.0.1/") };

    private static readonly ContainerState Running = new("1", "web-1", "web", "i", "running", 0, "", Start, 0, "unless-stopped", "", "i", false, "h");

    [Fact]
    public void It_is_ready_when_its_probe_has_passed_too()
    {
        var verdicts = Run(second => second < 20 ? new("web", Refused) : new("web", null));

        Assert.IsType<GateVerdict.Wait>(verdicts[29]);
        Assert.IsType<GateVerdict.Pass>(verdicts[30]);
    }

    [Fact]
    public void A_probe_that_fails_until_the_budget_ends_fails_the_gate_with_its_own_last_answer()
    {
        var failed = Assert.IsType<GateVerdict.Fail>(Run(second => new("web", second < 60 ? Refused : "probe http://127.0.0.1/ answered 503"))[^1]);

        Assert.Equal("web: probe http://127.0.0.1/ answered 503", failed.Reason);
    }

    // An agent that knows no probes gives none.
    [Fact]
    public void Without_an_answer_nothing_passes()
    {
        var failed = Assert.IsType<GateVerdict.Fail>(Run(_ => null)[^1]);

        Assert.Equal("web: probe http://127.0.0.1/ has not answered yet", failed.Reason);
    }

    [Fact]
    public void The_trouble_of_the_containers_comes_first()
    {
        var verdict = new HealthGate([Web], TimeSpan.FromSeconds(10)).Glance([Running with { Status = "exited", ExitCode = 3 }], [new("web", Refused)], Start.AddMinutes(1));

        Assert.Equal("web: exited with 3", verdict.NotUp);
    }

    [Fact]
    public void A_task_that_is_done_is_not_asked()
    {
        HealthGate gate = new([Web with { MayEnd = true }], TimeSpan.FromSeconds(10));

        Assert.IsType<GateVerdict.Pass>(gate.Glance([Running with { Status = "exited", RestartPolicy = "no" }], [], Start.AddMinutes(1)));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(Refused, false)]
    public void One_look_sees_what_the_probe_said(string? trouble, bool isUp)
    {
        HealthGate gate = new([Web], TimeSpan.FromSeconds(10));

        Assert.Equal(isUp, gate.Glance([Running], [new("web", trouble)], Start.AddMinutes(1)) is GateVerdict.Pass);
        Assert.IsType<GateVerdict.Pass>(gate.ByContainers().Glance([Running], [], Start.AddMinutes(1)));
    }

    private static List<GateVerdict> Run(Func<int, ProbeAnswer?> answer)
    {
        HealthGate gate = new([Web], TimeSpan.FromSeconds(10));
        List<GateVerdict> verdicts = [];
        var memory = GateMemory.Empty;
        for (var second = 0; verdicts is [] or [.., GateVerdict.Wait] && second < 200; second++)
        {
            ImmutableArray<ProbeAnswer> probes = answer(second) is { } said ? [said] : [];
            (memory, var verdict) = gate.Judge(memory, [Running], probes, TimeSpan.FromSeconds(second));
            verdicts.Add(verdict);
        }

        return verdicts;
    }
}
