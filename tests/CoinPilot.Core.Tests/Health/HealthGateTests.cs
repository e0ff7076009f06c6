using System.Collections.Immutable;
using CoinPilot.Hosts;
using CoinPilot.Releases;
using CsCheck;
using Xunit;

namespace CoinPilot.Health;

public sealed class HealthGateTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 5, 31, 0, TimeSpan.Zero);

    [Fact]
    public void A_service_that_stays_up_long_enough_passes()
    {
        var gate = Gate(Service("web"));

        var verdicts = Run(gate, 0..11, _ => [Container("web")]);

        Assert.IsType<GateVerdict.Wait>(verdicts[9]);
        Assert.IsType<GateVerdict.Pass>(verdicts[10]);
    }

    [Fact]
    public void A_crash_loop_never_passes_although_it_reads_running_now_and_then()
    {
        var gate = Gate(Service("web"));

        var verdicts = Run(gate, 0..60, second => [Container("web") with
        {
            Status = second % 3 == 0 ? "restarting" : "running",
            RestartCount = second / 3,
            StartedAt = Start.AddSeconds(second / 3 * 3),
        }]);

        Assert.DoesNotContain(verdicts, verdict => verdict is GateVerdict.Pass);
        var failed = Assert.IsType<GateVerdict.Fail>(verdicts[^1]);
        Assert.Contains("restarted", string.Join(' ', verdicts.OfType<GateVerdict.Fail>().Select(verdict => verdict.Reason)), StringComparison.Ordinal);
        Assert.StartsWith("web: ", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_restart_while_settling_begins_the_settling_anew()
    {
        var gate = Gate(Service("web"));

        var verdicts = Run(gate, 0..16, second => [Container("web") with { StartedAt = second < 5 ? Start : Start.AddSeconds(5), RestartCount = second < 5 ? 0 : 1 }]);

        Assert.IsType<GateVerdict.Wait>(verdicts[14]);
        Assert.IsType<GateVerdict.Pass>(verdicts[15]);
    }

    // The containers' own times are the host's time of day, and may be anything.
    [Fact]
    public void A_clock_that_is_set_meanwhile_neither_passes_nor_fails_a_release()
    {
        var gate = Gate(Service("web"));

        var verdicts = Run(gate, 0..11, _ => [Container("web") with { StartedAt = Start.AddYears(30) }]);

        Assert.All(verdicts[..10], verdict => Assert.IsType<GateVerdict.Wait>(verdict));
        Assert.IsType<GateVerdict.Pass>(verdicts[10]);
    }

    [Fact]
    public void A_slow_healthcheck_is_given_its_own_time()
    {
        var gate = Gate(Service("db", healthcheck: true, budget: 100));

        var verdicts = Run(gate, 0..105, second => [Container("db") with { Health = second < 90 ? "starting" : "healthy" }]);

        Assert.All(verdicts[..100], verdict => Assert.IsType<GateVerdict.Wait>(verdict));
        Assert.IsType<GateVerdict.Pass>(verdicts[100]);
    }

    [Fact]
    public void A_service_that_came_up_in_time_may_finish_settling_after_its_budget()
    {
        var gate = Gate(Service("db", healthcheck: true, budget: 20));

        var verdicts = Run(gate, 0..40, second => [Container("db") with { Health = second < 28 ? "starting" : "healthy" }]);

        Assert.IsType<GateVerdict.Pass>(verdicts[38]);
    }

    [Fact]
    public void A_healthcheck_of_the_image_gets_the_time_of_its_first_look()
    {
        var gate = Gate(Service("web"));

        var verdicts = Run(gate, 0..45, second => [Container("web") with { Health = second < 31 ? "starting" : "healthy" }]);

        Assert.IsType<GateVerdict.Pass>(verdicts[41]);
    }

    [Fact]
    public void A_one_shot_that_ended_well_is_fine()
    {
        var gate = Gate(Service("migrate"));

        var verdicts = Run(gate, 0..11, _ => [Container("migrate") with { Status = "exited", RestartPolicy = "no" }]);

        Assert.IsType<GateVerdict.Pass>(verdicts[10]);
    }

    // On SIGTERM a good service ends with 0, too.
    [Theory]
    [InlineData("no", true, false, false, false, false, true)]
    [InlineData("no", true, false, true, false, false, false)]
    [InlineData("no", true, false, false, true, false, false)]
    [InlineData("no", false, false, false, false, false, false)]
    [InlineData("no", true, true, false, false, false, false)]
    [InlineData("on-failure", true, true, false, false, false, true)]
    [InlineData("on-failure", true, true, true, false, false, false)]
    [InlineData("unless-stopped", true, false, false, false, false, false)]
    [InlineData("no", true, false, false, false, true, false)]
    public void What_ended_with_0_is_done_only_where_nobody_waits_for_it_to_run(
        string policy, bool mayEnd, bool ran, bool withEngine, bool byHand, bool failed, bool isDone)
    {
        var gate = Gate(Service("api") with { MayEnd = mayEnd, Ran = ran });
        var ended = Container("api") with
        {
            Status = "exited",
            ExitCode = failed ? 3 : 0,
            RestartPolicy = policy,
            EndedWithEngine = withEngine,
            StoppedByHand = byHand,
            FinishedAt = Start.AddSeconds(4),
        };

        Assert.Equal(isDone, gate.Glance([ended], [], Start.AddMinutes(1)) is GateVerdict.Pass);
        Assert.Equal(isDone, Run(gate, 0..40, second => [second < 4 ? Container("api") with { RestartPolicy = policy } : ended])[^1] is GateVerdict.Pass);
    }

    [Fact]
    public void What_ended_says_when_and_what_ended_it()
    {
        var gate = Gate(Service("api") with { Ran = true });
        var ended = Container("api") with { Status = "exited", RestartPolicy = "no", FinishedAt = Start };

        Assert.Equal("api: exited with 0 at 2026-11-24 05:31:00 UTC", Said(ended));
        Assert.Equal("api: exited with 0, stopped by hand at 2026-11-24 05:31:00 UTC", Said(ended with { StoppedByHand = true }));
        Assert.Equal("api: exited with 0 when the Docker Engine went away at 2026-11-24 05:31:00 UTC", Said(ended with { EndedWithEngine = true }));

        string Said(ContainerState container) => Assert.IsType<GateVerdict.Fail>(gate.Glance([container], [], Start)).Reason;
    }

    [Fact]
    public void A_stopped_service_that_should_run_is_not_a_one_shot()
    {
        var gate = Gate(Service("web"));

        var verdict = gate.Glance([Container("web") with { Status = "exited", RestartPolicy = "unless-stopped" }], [], Start);

        Assert.Contains("exited with 0", Assert.IsType<GateVerdict.Fail>(verdict).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_whose_gate_is_warn_does_not_decide()
    {
        var gate = Gate(Service("web"), Service("grafana") with { Gate = "warn" });

        var verdicts = Run(gate, 0..11, _ => [Container("web")]);

        var passed = Assert.IsType<GateVerdict.Pass>(verdicts[10]);
        Assert.Contains(passed.Services, health => health is { Service: "grafana", Signal: "has no container" });
    }

    [Fact]
    public void A_missing_replica_is_missed()
    {
        var gate = Gate(Service("web") with { Replicas = 2 });

        var verdict = gate.Glance([Container("web")], [], Start.AddMinutes(1));

        Assert.Equal("web: has 1 of 2 containers", Assert.IsType<GateVerdict.Fail>(verdict).Reason);
    }

    [Fact]
    public void A_container_that_could_not_be_started_says_why()
    {
        var gate = Gate(Service("web"));

        var verdict = gate.Glance([Container("web") with { Status = "created", Error = "exec: \"nope\": not found" }], [], Start);

        Assert.Contains("could not be started: exec", Assert.IsType<GateVerdict.Fail>(verdict).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_gate_passes_only_after_a_stretch_as_long_as_asked_without_any_change() =>
        Gen.Int[0, 3].Array[5, 40].Sample(
            phases =>
            {
                var gate = Gate(Service("web", budget: 1000));
                var memory = GateMemory.Empty;
                var lastChange = -1;
                var previous = -1;
                for (var second = 0; second < phases.Length; second++)
                {
                    lastChange = phases[second] != previous ? second : lastChange;
                    previous = phases[second];
                    (memory, var verdict) = gate.Judge(memory, [Container("web") with { RestartCount = phases[second] }], [], TimeSpan.FromSeconds(second));
                    Assert.Equal(second - lastChange >= 10, verdict is GateVerdict.Pass);
                }
            },
            iter: 2000);

    private static HealthGate Gate(params ServiceBudget[] services) => new([.. services], TimeSpan.FromSeconds(10));

    private static ServiceBudget Service(string name, bool healthcheck = false, double budget = 20) =>
        new(name, "required", healthcheck, 1, TimeSpan.FromSeconds(budget), TimeSpan.Zero);

    private static ContainerState Container(string service) =>
        new($"id-{service}", $"app-{service}", service, "sha256:1", "running", 0, "", Start, 0, "unless-stopped", "");

    private static GateVerdict[] Run(HealthGate gate, Range seconds, Func<int, ImmutableArray<ContainerState>> containers)
    {
        var memory = GateMemory.Empty;
        var verdicts = new List<GateVerdict>();
        for (var second = seconds.Start.Value; second < seconds.End.Value; second++)
        {
            (memory, var verdict) = gate.Judge(memory, containers(second), [], TimeSpan.FromSeconds(second));
            verdicts.Add(verdict);
        }

        return [.. verdicts];
    }
}
