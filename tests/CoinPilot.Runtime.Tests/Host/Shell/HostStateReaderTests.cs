using System.Text;
using CoinPilot.Hosts;
using Xunit;

namespace CoinPilot.Host.Shell;

public sealed class HostStateReaderTests
{
    [Fact]
    public void Facts_become_a_state()
    {
        var state = Read(
            "format\t1", "now\t1795000000", "hostname\tvm", "systemd\t257", "docker-flavour\tengine", "compose\t2.26.1",
            "env-file\t600 abc", "unit.LoadState\tloaded", "unit.ActiveState\tactive", "unit.SubState\texited", "unit.UnitFileState\tenabled",
            "other-unit\ttrading.service", $"drop-in\t{Base64("[Service]\n")} /etc/my own.conf", "drop-in\t /etc/empty.conf", "unit.NRestarts\t3", "unit.NeedDaemonReload\tyes", "current\t20261124-053107-bbbbbbb",
            "release\t20261120-010203-aaaaaaa confirmed -", "release\t20261124-053107-bbbbbbb confirmed 20261120-010203-aaaaaaa",
            "manifest\t20261124-053107-bbbbbbb {", "manifest\t20261124-053107-bbbbbbb }", "release-image\t20261124-053107-bbbbbbb web sha256:1", "object\tfeed",
            "prestart\t1 18 1794999990 /usr/bin/docker compose pull --ignore-buildable", $"pending\t{Base64("format='1'\nnew='x'\nold='none'\nphase='started'\nuntil='1795000100'\n")}",
            """container	{"id":"1","name":"/coinpilot-web","service":"web","image":"sha256:1","status":"running","exitCode":0,"error":"","startedAt":"2026-11-24T05:31:07.5Z","restartCount":2,"restartPolicy":"unless-stopped","health":"healthy"}""");

        Assert.Equal("abc", state.EnvFileDigest);
        Assert.True(state.Unit is { IsEnabled: true, NRestarts: 3, NeedDaemonReload: true });
        Assert.Equal(["trading.service"], state.OtherUnits);
        Assert.Equal([new("/etc/my own.conf", "[Service]\n"), new("/etc/empty.conf", "")], state.DropIns);
        Assert.Equal(["20261120-010203-aaaaaaa", "20261124-053107-bbbbbbb"], state.Releases.Select(release => release.Id));
        Assert.Equal("{\n}", state.Releases[1].Manifest);
        Assert.Equal("sha256:1", state.ReleaseImages["20261124-053107-bbbbbbb"]["web"]);
        Assert.True(state.Pending is { New: "x", Old: "none", Phase: "started" });
        Assert.Equal(1795000100, state.Pending!.Until.ToUnixTimeSeconds());
        Assert.True(state.Containers[0] is { Name: "coinpilot-web", Health: "healthy", RestartCount: 2 });
        Assert.True(state.StartSteps[0] is { Index: 1, Status: "18" });
    }

    [Theory]
    [InlineData("timer\t1795000100", true)]
    [InlineData("job\trevert", true)]
    [InlineData("job\treverting", true)]
    [InlineData("job\tstart", false)]
    [InlineData("guard\tenabled", false)]
    public void A_pending_switch_reverts_by_itself_as_long_as_its_timer_or_its_revert_runs(string line, bool byItself)
    {
        var state = Read("format\t1", $"pending\t{Base64("format='1'\nnew='x'\nold='y'\nphase='started'\nuntil='1795000100'\n")}", line);

        Assert.Equal(byItself, state.Pending!.RevertsByItself);
        Assert.Equal(line == "guard\tenabled", state.Pending.IsGuarded);
    }

    [Fact]
    public void An_errand_of_docker_compose_run_is_not_the_service()
    {
        var state = Read("format\t1", """container	{"id":"1","name":"web-run-1","service":"web","status":"exited","exitCode":1,"oneoff":"True"}""", """container	{"id":"2","name":"web","service":"web","status":"running","oneoff":"False"}""");

        Assert.Equal(["web"], state.Containers.Select(container => container.Name));
    }

    [Fact]
    public void A_bare_host_has_nothing()
    {
        var state = Read("format\t1", "env-file\tmissing");

        Assert.Null(state.EnvFileDigest);
        Assert.Equal("none", state.Current);
        Assert.Equal("missing", state.DockerFlavour);
        Assert.Empty(state.Releases);
    }

    [Fact]
    public void Another_format_is_refused() => Assert.Throws<FormatException>(() => Read("format\t2"));

    private static HostState Read(params string[] lines) => HostStateReader.Read(HostFacts.Parse(string.Join('\n', lines)));

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
