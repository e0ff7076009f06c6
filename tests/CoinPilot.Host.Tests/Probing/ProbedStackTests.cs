using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Probing;
using CoinPilot.Agent.Watching;
using CoinPilot.Health;
using CoinPilot.Protocol;
using CoinPilot.Releases;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Probing;

/// <summary>The probes of the release at its place, asked by whoever looks at the stack.</summary>
public sealed class ProbedStackTests
{
    private const string Release = "20261124-053107-bbbbbbb";

    private readonly SimulatedHost host = new();

    public ProbedStackTests()
    {
        host.Install(Release);
        host.Files.Lay("/etc/coinpilot/tiny/.env", "PORT=8080\nTOKEN=s3cret-token\n");
        host.LayRelease(Release, "project='tiny'\nimages='web=lab/web:1'\nenv_file='/etc/coinpilot/tiny/.env'\n");
        host.Files.Lay($"{host.Places.Release(Release)}/manifest.json", Manifest.ToJson());
        host.Run("1", "web", "sha256:1", "lab/web:1");
    }

    private StackSample[] Samples => [.. host.Told.OfType<StackSample>()];

    private static ReleaseManifest Manifest { get; } = ManifestSample.Of(Release, new ManifestService("web", "", "lab/web:1", false, "required", false, 1, 20, 0, MayEnd: false, Probe: new(Http: "http://127.0.0.1:${PORT}/?t=$TOKEN")));

    [Fact]
    public async Task A_fast_answer_is_in_the_sample_of_its_look()
    {
        await WatchAsync(3);

        Assert.All(Samples, sample => Assert.Equal(new ProbeAnswer("web", null), Assert.Single(sample.Probes)));
        Assert.Equal(3, host.Prober.Asked.Count);
        Assert.Equal(("http://127.0.0.1:8080/?t=s3cret-token", host.Places.Release(Release)), host.Prober.Asked[0]);
    }

    [Fact]
    public async Task One_that_hangs_keeps_no_look_waiting_and_has_its_own_end()
    {
        host.Prober.Answer = HangAsync;

        await WatchAsync(12);

        Assert.True(Samples.Length >= 9);
        Assert.Empty(Samples[0].Probes);
        Assert.Equal("probe http://127.0.0.1:${PORT}/?t=$TOKEN gave no answer within 5 s", Assert.Single(Samples[^1].Probes).Trouble);
    }

    [Fact]
    public async Task The_answer_of_another_container_is_dropped()
    {
        host.Prober.Answer = (_, _) =>
        {
            host.Docker.Containers[0] = host.Docker.Containers[0] with { State = host.Docker.Containers[0].State with { RestartCount = 1 } };
            host.Prober.Answer = HangAsync;
            return Task.FromResult(ProbeOutcome.Passed);
        };

        await WatchAsync(3);

        Assert.Single(Samples[0].Probes);
        Assert.All(Samples[1..], sample => Assert.Empty(sample.Probes));
    }

    [Fact]
    public async Task What_does_not_run_is_not_asked()
    {
        host.Docker.Containers[0] = host.Docker.Containers[0] with { State = host.Docker.Containers[0].State with { Status = "exited", ExitCode = 1 } };

        await WatchAsync(3);

        Assert.Empty(host.Prober.Asked);
        Assert.All(Samples, sample => Assert.Empty(sample.Probes));
    }

    [Fact]
    public async Task A_look_says_what_failed_without_a_value_of_the_env_file()
    {
        host.Prober.Answer = (_, _) => Task.FromResult(new ProbeOutcome("ended with 1", "line\nbad s3cret-token\n"));

        var trouble = Assert.Single(await ObserveAsync(asks: true)).Trouble!;

        Assert.StartsWith("probe http://127.0.0.1:${PORT}/?t=$TOKEN ended with 1: bad ", trouble, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret-token", trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_only_plans_asks_nothing()
    {
        Assert.Empty(await ObserveAsync(asks: false));
        Assert.Empty(host.Prober.Asked);
    }

    private static async Task<ProbeOutcome> HangAsync(ServiceProbe probe, CancellationToken ct)
    {
        await Task.Delay(Timeout.Infinite, ct);
        return ProbeOutcome.Passed;
    }

    private async Task<IEnumerable<ProbeAnswer>> ObserveAsync(bool asks) =>
        (await host.Clock.RunAsync(new ObserveVerb(host.Transaction).SeeAsync(new([], Repairs: false, SeesStart: asks), TestContext.Current.CancellationToken))).State.Probes;

    private Task<NoAnswer> WatchAsync(int seconds) => host.Clock.RunAsync(new WatchVerb(host.Parts, host.Context()).RunAsync(new(seconds), TestContext.Current.CancellationToken));
}
