using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace CoinPilot.Lab;

public sealed class LocalLabTests(LabFixture fixture)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_host_is_real_systemd_sshd_Docker_and_Compose()
    {
        await using var host = await fixture.NewHostAsync();

        Assert.Equal("systemd", await host.OutputOfAsync("cat /proc/1/comm"));
        Assert.Equal("running", await host.OutputOfAsync("systemctl is-system-running --wait"));
        Assert.Equal("0", await host.OutputOfAsync("sudo -n id -u"));
        Assert.NotEmpty(await host.OutputOfAsync("docker version --format '{{.Server.Version}}' && docker compose version --short"));
        Assert.NotEqual(0, (await host.RunAsync("sudo -n true", "plain")).ExitCode);
    }

    [Fact]
    public async Task A_host_has_an_env_file_of_its_own()
    {
        await using var host = await fixture.NewHostAsync();
        var text = await host.OutputOfAsync("sudo stat -c '%a %U' /etc/coinpilot/coinpilot/.env && sudo cat /etc/coinpilot/coinpilot/.env");

        Assert.StartsWith("600 root", text, StringComparison.Ordinal);
        Assert.DoesNotContain("=change_me", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_hosts_run_at_once_apart_from_each_other()
    {
        var hosts = await Task.WhenAll(fixture.NewHostAsync(), fixture.NewHostAsync());
        await using var one = hosts[0];
        await using var other = hosts[1];

        Assert.NotEqual(one.Lab.Address, other.Lab.Address);
        Assert.NotEqual(one.Lab.HostKey, other.Lab.HostKey);
        Assert.Equal(hosts.Select(h => h.Name), await Task.WhenAll(hosts.Select(h => h.OutputOfAsync("hostname"))));
    }

    [Fact]
    public async Task A_reboot_is_orderly_and_is_over_when_Docker_answers()
    {
        await using var host = await fixture.NewHostAsync();
        var before = await host.OutputOfAsync("touch ~/kept && systemctl show -P InvocationID docker.service");

        await host.RebootAsync();

        Assert.NotEqual(before, await host.OutputOfAsync("ls ~/kept >/dev/null && docker info >/dev/null && systemctl show -P InvocationID docker.service"));
    }

    [Fact]
    public async Task A_power_cut_keeps_the_disk_and_tells_nobody()
    {
        await using var host = await fixture.NewHostAsync();
        await host.OutputOfAsync("sudo systemd-run -q --unit=witness --property=ExecStop='/bin/touch /var/stopped' sleep 1000 && touch ~/kept && sync");

        await host.CutPowerAsync();

        Assert.False((await fixture.Lab.FindAsync(host.Name, None))!.IsUp);
        await host.BootAsync();
        Assert.Equal("kept", await host.OutputOfAsync("cd ~ && ls kept && test ! -e /var/stopped"));
    }

    [Fact]
    public async Task The_registry_serves_refuses_or_swallows_as_it_is_told()
    {
        await using var host = await fixture.NewHostAsync();
        const string ask = "curl -s -o /dev/null -m 2 http://registry:5000/v2/; echo $?";
        const string pull = "docker pull -q lab/tiny:1";

        Assert.Equal("0", await host.OutputOfAsync(ask));
        Assert.Contains("lab/tiny:1", await host.OutputOfAsync(pull), StringComparison.Ordinal);
        await host.SetRegistryAsync(RegistryMode.Refuse);
        Assert.Equal("7", await host.OutputOfAsync(ask));
        await host.SetRegistryAsync(RegistryMode.BlackHole);
        Assert.Equal("28", await host.OutputOfAsync(ask));
        await host.RebootAsync();
        Assert.Equal("28", await host.OutputOfAsync(ask));
        await host.SetRegistryAsync(RegistryMode.Up);
        Assert.Equal("0", await host.OutputOfAsync(ask));
    }

    // Docker asks for names at every pull. One that is left unanswered costs it five seconds.
    [Fact]
    public async Task Names_are_refused_at_once_unless_the_registry_is_a_black_hole()
    {
        await using var host = await fixture.NewHostAsync();
        const string ask = "timeout 4 getent ahosts name.invalid; echo $?";

        Assert.All((await host.OutputOfAsync($"for i in $(seq 30); do {ask}; done")).Split('\n'), answer => Assert.Equal("2", answer));
        await host.SetRegistryAsync(RegistryMode.BlackHole);
        Assert.Equal("124", await host.OutputOfAsync(ask));
        await host.SetRegistryAsync(RegistryMode.Refuse);
        Assert.Equal("2", await host.OutputOfAsync(ask));
    }

    [Fact]
    public async Task A_host_can_start_with_the_stacks_images_and_no_registry()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Stack });

        await host.SetRegistryAsync(RegistryMode.BlackHole);

        Assert.Contains("accepting", await host.OutputOfAsync("docker run -d -q --name db -e POSTGRES_PASSWORD=x --pull never timescale/timescaledb:2.14.2-pg15 >/dev/null && for i in $(seq 100); do docker exec db pg_isready -h 127.0.0.1 && exit; sleep 0.2; done"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_whose_supervisor_was_killed_comes_up_again()
    {
        await using var host = await fixture.NewHostAsync();
        await host.OutputOfAsync("touch ~/kept && sync");
        using var supervisor = Process.GetProcessById(int.Parse(
            await File.ReadAllTextAsync(Path.Combine(host.Lab.Folder, "supervisor"), None), CultureInfo.InvariantCulture));

        supervisor.Kill();
        await supervisor.WaitForExitAsync(None);

        await host.BootAsync();
        Assert.Equal("kept", await host.OutputOfAsync("cd ~ && ls kept"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Down_leaves_nothing(bool afterItsSupervisorWasKilled)
    {
        LabRequirement.Check();
        var lab = LabFixture.For(afterItsSupervisorWasKilled ? "dead" : "gone");
        var host = await lab.UpAsync("once", new(), None);
        await new TestHost(lab, host).OutputOfAsync("docker run -d -q --restart always lab/tiny:1");
        Assert.NotEmpty(LabRemains.Of(host));
        if (afterItsSupervisorWasKilled)
        {
            using var supervisor = Process.GetProcessById(int.Parse(
                await File.ReadAllTextAsync(Path.Combine(host.Folder, "supervisor"), None), CultureInfo.InvariantCulture));
            supervisor.Kill();
        }

        await lab.DownAsync(null, None);

        Assert.Empty(LabRemains.Of(host));
        Assert.Null(await lab.FindAsync("once", None));
        await lab.DownAsync(null, None);
    }

    [Fact]
    public async Task A_lab_whose_owner_has_ended_is_cleared_by_the_next_one()
    {
        LabRequirement.Check();
        using var owner = Process.Start("sleep", "1000");
        var orphan = new LocalLab(CommandLine.ProjectRoot.Find(), _ => { }) { Name = $"orphan-{owner.Id}", Owner = owner.Id };
        var host = await orphan.UpAsync("once", new(), None);
        owner.Kill();
        await owner.WaitForExitAsync(None);

        await using var next = await fixture.NewHostAsync();

        Assert.Empty(LabRemains.Of(host));
    }
}
