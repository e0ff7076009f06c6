using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Watching;
using CoinPilot.Hosts;
using CoinPilot.Releases;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Watching;

/// <summary>What ran at the confirmation runs; what somebody stopped stays stopped.</summary>
public sealed class TendTests
{
    private const string Release = "20261124-053107-bbbbbbb";

    private readonly SimulatedHost host = new();

    public TendTests()
    {
        host.Install(Release);
        host.LayRelease(Release, "project='tiny'\nimages='web=lab/web:1'\n");
        host.Files.Lay($"{host.Places.Release(Release)}/manifest.json", Manifest.ToJson());
        host.Files.Lay($"{host.Places.Release(Release)}/confirmed", "format='1'\nat='1795000000'\nran='api web job'\n");
        host.Files.Lay(host.Places.Journal);
        host.Systemd.ActiveStates[SimulatedHost.Unit] = "active";
        host.Systemd.ActiveStates["docker.service"] = "active";
        host.Systemd.Properties["docker.service LoadState"] = "loaded";
    }

    private static ReleaseManifest Manifest { get; } = ManifestSample.Of(Release, Service("api"), Service("web"), Service("migrate"), Service("job"));

    private IEnumerable<string> Changes => host.Docker.Changes;

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task What_ended_by_itself_is_started_again_whatever_its_exit_code(int code)
    {
        End("api", code);
        Run("web");
        End("migrate", 0);

        await TendAsync();

        Assert.Equal(["start api"], Changes);
        var line = Assert.Single(host.Files.ReadText(host.Places.Journal)!.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("\"verb\":\"tended\",\"phase\":\"done\"", line, StringComparison.Ordinal);
        Assert.Contains("\"detail\":\"api\"", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("loaded", "inactive", 60, true)]
    [InlineData("loaded", "failed", 60, true)]
    [InlineData("loaded", "inactive", 5, false)] // a package is being upgraded
    [InlineData("loaded", "active", 60, false)]
    [InlineData("masked", "inactive", 60, false)]
    [InlineData("not-found", "inactive", null, false)]
    public async Task Containerd_does_not_stay_down_while_the_engine_runs(string load, string active, int? seconds, bool isStarted)
    {
        Run("api");
        host.Systemd.Properties["containerd.service LoadState"] = load;
        host.Systemd.ActiveStates["containerd.service"] = active;
        host.Systemd.Properties["containerd.service InactiveEnterTimestamp"] =
            seconds is { } ago ? $"{(host.Clock.Now.AddSeconds(-ago) - DateTimeOffset.UnixEpoch).TotalMicroseconds:0}" : "0";

        await TendAsync();

        Assert.Equal(isStarted ? ["reset-failed containerd.service", "start containerd.service within 60 s"] : [], host.Systemd.Changes);
        Assert.Equal(isStarted, host.Files.ReadText(host.Places.Journal)!.Contains("\"detail\":\"containerd.service\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("failed", true)]
    [InlineData("inactive", false)] // somebody has stopped it
    public async Task An_engine_that_failed_is_started_again(string active, bool isStarted)
    {
        host.Systemd.ActiveStates["docker.service"] = active;
        host.Systemd.Properties["docker.service InactiveEnterTimestamp"] = $"{(host.Clock.Now.AddMinutes(-1) - DateTimeOffset.UnixEpoch).TotalMicroseconds:0}";

        await TendAsync();

        Assert.Equal(isStarted ? ["reset-failed docker.service", "start docker.service within 60 s"] : [], host.Systemd.Changes);
    }

    [Theory]
    [InlineData("format='2'\n")]
    [InlineData("\0\u0001 rubbish")]
    public async Task A_memory_that_nobody_can_read_keeps_nothing_down(string text)
    {
        End("api", 3);
        Run("web");
        host.Files.Lay(host.Places.Tended, text);

        await TendAsync();

        Assert.Equal(["start api"], Changes);
        Assert.StartsWith("format='1'", host.Files.ReadText(host.Places.Tended), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_waits_for_another_is_started_after_it()
    {
        End("api", 0, labels: (ComposeLabels.DependsOn, "web:service_healthy:false"));
        End("web", 0);

        await TendAsync();

        Assert.Equal(["start web", "start api"], Changes);
    }

    [Fact]
    public async Task What_somebody_stopped_stays_stopped_while_the_rest_is_started()
    {
        End("api", 0);
        End("web", 0);
        host.Files.Lay("/var/lib/docker/containers/web/config.v2.json", "{\"HasBeenManuallyStopped\":true}");

        await TendAsync();

        Assert.Equal(["start api"], Changes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_stopped_without_its_data_is_started_once_that_is_there(bool isThere)
    {
        Run("web");
        End("api", 0);
        host.Files.Lay(host.Places.HeldBack, "api\ntiny_data (/data of api) is gone\n");
        host.Files.Lay($"{host.Places.Release(Release)}/.confirmed-data", new ConfirmedData { Mounts = [new("api", "/data", "volume", "tiny_data")] }.ToJson());
        if (isThere)
        {
            host.Docker.Volumes.Add(new("tiny_data", System.Collections.Immutable.ImmutableDictionary<string, string>.Empty) { Driver = "" });
        }

        await TendAsync();

        Assert.Equal(isThere ? ["start api"] : [], Changes);
        Assert.Equal(isThere, host.Files.Entry(host.Places.HeldBack) is null);
    }

    [Fact]
    public async Task A_task_that_ended_well_by_its_own_policy_is_done()
    {
        End("job", 0, "on-failure");

        await TendAsync();

        Assert.Empty(Changes);
    }

    private static readonly Dictionary<string, Action<SimulatedHost>> Rests = new()
    {
        { "a switch is pending", host => host.Files.Lay(host.Places.Pending, "new='x'\n") },
        { "the app is removed", host => host.Files.Lay(host.Places.Removing) },
        { "somebody stopped the unit", host => host.Systemd.ActiveStates.Remove(SimulatedHost.Unit) },
        { "a start is under way", host => host.Systemd.ActiveStates[SimulatedHost.Unit] = "activating" },
        { "a reload is under way", host => host.Systemd.ActiveStates[SimulatedHost.Unit] = "reloading" },
        { "somebody stopped the engine", host => host.Systemd.ActiveStates["docker.service"] = "inactive" },
        { "another step has the lock", host => Assert.NotNull(host.Files.TryLock(host.Places.LockFile)) },
        { "nobody noted what ran", host => host.Files.Lay($"{host.Places.Release(Release)}/confirmed", "format='1'\nat='1795000000'\n") },
        { "the release is not confirmed", host => host.Files.Remove($"{host.Places.Release(Release)}/confirmed") },
        { "nothing is installed", host => host.Files.Remove(host.Places.UnitFile) },
    };

    public static TheoryData<string> Reasons => [.. Rests.Keys];

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task Nothing_is_done_while(string why)
    {
        End("api", 0);
        Rests[why](host);

        await TendAsync();

        Assert.True(!Changes.Any(), why);
    }

    [Fact]
    public async Task What_ends_again_and_again_is_started_ever_more_seldom_and_a_refusal_is_told()
    {
        End("api", 3);
        host.Docker.Unstartable["api"] = "port is taken";
        for (var minute = 0; minute <= 31; minute++)
        {
            await TendAsync();
            await host.Clock.RunAsync(DelayAsync());
        }

        Assert.Equal(6, Changes.Count());
        Assert.Contains("\"phase\":\"failed\"", host.Files.ReadText(host.Places.Journal)!, StringComparison.Ordinal);
        Assert.Contains(host.Warned, warning => warning.Contains("port is taken", StringComparison.Ordinal));

        async Task<bool> DelayAsync()
        {
            await host.Clock.DelayAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            return true;
        }
    }

    [Fact]
    public async Task What_was_started_while_somebody_stopped_the_unit_is_stopped_again()
    {
        End("api", 0);
        host.Docker.IsSilent = question =>
        {
            if (question == "start")
            {
                host.Systemd.ActiveStates.Remove(SimulatedHost.Unit);
            }

            return false;
        };

        await TendAsync();

        Assert.Equal(["start api", "stop api"], Changes);
    }

    private static ManifestService Service(string name) => new(name, "", "lab/web:1", false, "required", false, 1, 20, 0, MayEnd: true);

    private void Run(string service) => host.Run(service, service, "sha256:1", "lab/web:1");

    private void End(string service, int code, string policy = "no", params (string Key, string Value)[] labels)
    {
        host.Run(service, service, "sha256:1", "lab/web:1", "exited", labels: labels);
        var made = host.Docker.Containers[^1];
        host.Docker.Containers[^1] = made with { State = made.State with { ExitCode = code, RestartPolicy = policy, FinishedAt = host.Clock.Now } };
    }

    private async Task TendAsync() => await new TendCommand(host.Transaction).RunAsync(TestContext.Current.CancellationToken);
}
