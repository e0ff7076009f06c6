using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Observation;
using CoinPilot.Hosts;
using CoinPilot.Releases;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Observation;

/// <summary>What is there becomes a state, and nothing else changes.</summary>
public sealed class ObserveTests
{
    private static readonly PendingFile Pending = new() { New = "x", Old = "y", App = "tiny", Unit = SimulatedHost.Unit, Project = "tiny", Until = DateTimeOffset.FromUnixTimeSeconds(1795000100) };

    private readonly SimulatedHost host = new();

    [Fact]
    public async Task A_bare_host_has_nothing()
    {
        var state = await ObserveAsync();

        Assert.Equal(("none", "engine", "28.0.0", "2.40.0"), (state.Current, state.DockerFlavour, state.DockerVersion, state.ComposeVersion));
        Assert.Null(state.EnvFileDigest);
        Assert.Null(state.Pending);
        Assert.Empty(state.Releases);
        Assert.Empty(state.Containers);
    }

    [Theory]
    [InlineData("", "names no release")]
    [InlineData("\u0001junk\n", "names no release")]
    [InlineData("format='99'\nnew='x'\nold='y'\n", "version 99")]
    [InlineData("new='x'\nold='y'\nuntil='999999999999999'\n", "between")]
    public async Task A_pending_switch_that_can_t_be_read_is_one_and_says_why(string text, string why)
    {
        host.Files.Lay(host.Places.Pending, text);

        var pending = (await ObserveAsync()).Pending!;

        Assert.Equal("", pending.New);
        Assert.Contains(why, pending.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_without_Docker_is_told_as_such()
    {
        host.Files.Remove("/usr/bin/docker");
        host.Docker.IsSilent = _ => true;

        var state = await ObserveAsync();

        Assert.Equal(("missing", "missing", false), (state.DockerFlavour, state.ComposeVersion, state.DockerAnswers));
    }

    [Fact]
    public async Task What_is_there_is_told()
    {
        host.Install("20261124-053107-bbbbbbb");
        host.LayRelease("20261120-010203-aaaaaaa", "images='web=lab/web:1'\n");
        host.Files.Lay($"{host.Places.Release("20261120-010203-aaaaaaa")}/confirmed", "at='1795000000'\n");
        host.LayRelease("20261124-053107-bbbbbbb", "images='web=lab/web:1'\n");
        host.Files.Lay($"{host.Places.Release("20261124-053107-bbbbbbb")}/manifest.json", "{\n}\n");
        host.Files.Lay(host.Places.EnvFile, "A=1\n");
        host.Files.Lay(host.Places.HoldFile, "[Service]\n");
        host.Files.Lay($"/etc/systemd/system/{SimulatedHost.Unit}.d/my own.conf", "[Service]\n");
        host.Files.Lay("/etc/systemd/system/trading.service", SimulatedHost.UnitOf("old"));
        host.Files.LayFolder($"{host.Places.Objects}/feed");
        host.Docker.Name("coinpilot/tiny/web:20261124-053107-bbbbbbb", "sha256:1");
        host.Docker.Name("lab/web:1", "sha256:2");

        var state = await ObserveAsync();

        Assert.Equal("20261124-053107-bbbbbbb", state.Current);
        Assert.Equal([("20261120-010203-aaaaaaa", true), ("20261124-053107-bbbbbbb", false)], state.Releases.Select(release => (release.Id, release.IsConfirmed)));
        Assert.Equal("{\n}", state.Releases[1].Manifest);
        Assert.True(state.IsHeld);
        Assert.Equal([new DropIn($"/etc/systemd/system/{SimulatedHost.Unit}.d/my own.conf", "[Service]\n")], state.DropIns);
        Assert.Equal(["trading.service"], state.OtherUnits);
        Assert.Equal(["feed"], state.Objects);
        Assert.Equal("sha256:1", state.ReleaseImages["20261124-053107-bbbbbbb"]["web"]);
        Assert.Equal("sha256:2", state.ImageNames["lab/web:1"]);
        Assert.Equal(64, state.EnvFileDigest!.Length);
        Assert.True(state.Unit.NeedDaemonReload);
    }

    [Theory]
    [InlineData("tiny-revert.timer", true)]
    [InlineData("tiny-revert.service", true)]
    [InlineData("tiny-reverting.service", true)]
    [InlineData("tiny-start.service", false)]
    [InlineData("tiny-recover.service", false)]
    public async Task A_pending_switch_reverts_by_itself_as_long_as_its_timer_or_its_revert_runs(string unit, bool byItself)
    {
        host.Files.Lay(host.Places.Pending, Pending.ToString());
        host.Systemd.ActiveStates[unit] = "active";

        var pending = (await ObserveAsync()).Pending!;

        Assert.Equal(("x", "y", byItself, false), (pending.New, pending.Old, pending.RevertsByItself, pending.IsGuarded));
        Assert.Equal(1795000100, pending.Until.ToUnixTimeSeconds());
    }

    [Fact]
    public async Task A_pending_switch_is_guarded_by_a_guard_that_a_boot_starts()
    {
        host.Files.Lay(host.Places.Pending, Pending.ToString());
        host.Files.Lay($"{AppPlaces.UnitFolder}/{host.Places.GuardUnit}");
        Assert.False((await ObserveAsync()).Pending!.IsGuarded);

        await host.Systemd.EnableAsync(host.Places.GuardUnit, TestContext.Current.CancellationToken);

        Assert.True((await ObserveAsync()).Pending!.IsGuarded);
    }

    [Fact]
    public async Task An_errand_of_docker_compose_run_is_not_the_service()
    {
        host.Run("1", "web", "sha256:1", "lab/web:1", "exited", labels: (ComposeLabels.OneOff, "True"));
        host.Run("2", "web", "sha256:1", "lab/web:1");

        Assert.Equal(["2"], (await ObserveAsync()).Containers.Select(container => container.Id));
    }

    [Fact]
    public async Task What_Docker_says_of_a_container_is_masked_and_nothing_else_of_it()
    {
        host.Install("NOW");
        host.LayRelease("NOW", $"env_file='{host.Places.EnvFile}'\n");
        host.Files.Lay(host.Places.EnvFile, "KEY=val-Ue-12\n");
        var made = host.Run("1", "web", "sha256:1", "lab/web:1");
        host.Docker.Containers[0] = made with { State = made.State with { Name = "val-Ue-12", Error = "exec: \"val-Ue-12\": not found" } };

        var container = Assert.Single((await ObserveAsync()).Containers);

        Assert.Equal(("val-Ue-12", "exec: \"${KEY}\": not found"), (container.Name, container.Error));
    }

    private Task<HostState> ObserveAsync() => host.Clock.RunAsync(new ObserveVerb(host.Transaction).RunAsync(new([]), TestContext.Current.CancellationToken));
}
