using System.Runtime.Versioning;
using Xunit;

namespace CoinPilot.Host;

/// <summary>The way back where Docker, the disk or the first start fails; the lab shows the same on a real host.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RevertTests : IDisposable
{
    private readonly HostSandbox host = new();

    public void Dispose() => host.Dispose();

    [Fact]
    public async Task A_start_that_fails_once_is_tried_again_within_the_old_releases_bound()
    {
        host.Write("failures", "1");

        var result = await host.RunAsync("revert", "job=yes");

        Assert.True(result.ExitCode == 0, result.StandardOutput + result.StandardError);
        Assert.Equal(2, host.Calls.Count(x => x == "timeout 100 systemctl reload app-compose.service"));
        Assert.Contains("the start of old failed with exit code 1: it is tried again in 5 s (1 of 3)", result.StandardOutput, StringComparison.Ordinal);
        Assert.DoesNotContain(host.Calls, x => x.Contains("--unit=app-recover", StringComparison.Ordinal));
        Assert.False(host.IsPending);
        Assert.Equal("old unit\n", host.Read("etc/app-compose.service"));
        Assert.Equal("old hold\n", host.Read("etc/app-compose.service.d/50-hold.conf"));
    }

    [Fact]
    public async Task A_start_that_fails_three_times_is_handed_over_to_a_unit_that_goes_on_trying()
    {
        host.Write("failures", "123456");

        var result = await host.RunAsync("revert", "job=yes");

        Assert.Equal(ExitStatus.RollbackFailed, result.ExitCode);
        Assert.False(host.IsPending);
        Assert.Equal(3, host.Calls.Count(x => x == "systemctl reload app-compose.service"));
        Assert.Single(host.Calls, x => x.StartsWith("systemd-run", StringComparison.Ordinal) && x.Contains(" --unit=app-recover ", StringComparison.Ordinal) && x.Contains("reload app-compose.service", StringComparison.Ordinal));
        Assert.Contains("app-recover.service tries it again every half minute", result.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("fix\tsystemctl status app-recover;", result.StandardOutput, StringComparison.Ordinal);

        // Asked again while it is under way, and after it has ended well.
        Assert.Equal(ExitStatus.RollbackFailed, (await host.RunAsync("revert", "job=yes", "release=new")).ExitCode);
        File.Delete(host.PathOf("run/systemd/transient/app-recover.service"));
        Assert.Equal(0, (await host.RunAsync("revert", "job=yes", "release=new")).ExitCode);
    }

    [Fact]
    public async Task At_a_boot_nothing_is_started_and_nothing_handed_over()
    {
        var result = await host.RunAsync("revert", "boot=yes", "by=guard");

        Assert.True(result.ExitCode == 0, result.StandardOutput + result.StandardError);
        Assert.DoesNotContain(host.Calls, x => x.Contains("reload app-compose", StringComparison.Ordinal) || x.Contains("app-recover", StringComparison.Ordinal));
        Assert.False(host.IsPending);
    }

    [Theory]
    [InlineData("job=yes")]
    [InlineData("boot=yes")]
    public async Task A_docker_that_is_away_for_a_moment_is_waited_for(string how)
    {
        host.Write("away", "12");

        var result = await host.RunAsync("revert", how);

        Assert.True(result.ExitCode == 0, result.StandardOutput + result.StandardError);
        Assert.Contains("the Docker Engine does not answer: waiting for it", result.StandardOutput, StringComparison.Ordinal);
        Assert.False(host.IsPending);
    }

    [Theory]
    [InlineData("job=yes", "by=mia")]
    [InlineData("boot=yes", "by=guard")]
    public async Task A_revert_that_could_not_be_done_stays_pending_and_is_tried_again(string how, string by)
    {
        host.Write("gone", "");
        host.Write("patience", "1");

        var result = await host.RunAsync("revert", how, by);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("error\tthe Docker Engine of this host does not answer: the unit of old is back", result.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("tries-again\t", result.StandardOutput, StringComparison.Ordinal);
        Assert.True(host.IsPending);
        Assert.Single(host.Calls, x => x.Contains("--unit=app-revert --on-active=30s", StringComparison.Ordinal));

        File.Delete(host.PathOf("gone"));
        Assert.Equal(0, (await host.RunAsync("revert", "job=yes", "by=timer")).ExitCode);
        Assert.False(host.IsPending);
    }

    [Theory]
    [InlineData("job=yes", "by=timer", false)]
    [InlineData("job=yes", "by=mia", true)]
    public async Task No_second_timer_is_set_where_one_runs(string how, string by, bool timerRuns)
    {
        host.Write("gone", "");
        host.Write("patience", "1");
        if (timerRuns)
        {
            host.Write("timer", "");
        }

        Assert.Equal(1, (await host.RunAsync("revert", how, by)).ExitCode);

        Assert.DoesNotContain(host.Calls, x => x.StartsWith("systemd-run", StringComparison.Ordinal));
    }

    [Fact]
    public async Task On_a_full_disk_what_lies_ready_is_renamed()
    {
        host.LayReady();
        host.Write("full", "");

        var result = await host.RunAsync("revert", "job=yes");

        Assert.True(result.ExitCode == 0, result.StandardOutput + result.StandardError);
        Assert.False(host.IsPending);
        Assert.Equal("old unit\n", host.Read("etc/app-compose.service"));
        Assert.Equal("old hold\n", host.Read("etc/app-compose.service.d/50-hold.conf"));
        Assert.False(host.Exists("run/systemd/system/app-compose.service.d/60-transaction.conf"));
        Assert.False(host.Exists("etc/.app-compose.service.back"));
        Assert.False(host.Exists("etc/app-compose.service.d/.50-hold.conf.back"));
    }

    [Fact]
    public async Task A_revert_that_died_between_two_renames_is_repeated_on_the_full_disk()
    {
        host.LayReady();
        host.Write("full", "");
        host.Write("dies", "");

        Assert.NotEqual(0, (await host.RunAsync("revert", "job=yes")).ExitCode);
        Assert.Equal("old hold\n", host.Read("etc/app-compose.service.d/50-hold.conf"));
        Assert.Equal("new unit\n", host.Read("etc/app-compose.service"));
        var result = await host.RunAsync("revert", "job=yes");

        Assert.True(result.ExitCode == 0, result.StandardOutput + result.StandardError);
        Assert.Equal("old hold\n", host.Read("etc/app-compose.service.d/50-hold.conf"));
        Assert.Equal("old unit\n", host.Read("etc/app-compose.service"));
    }

    // Of an older switch that died, or of somebody else: only what is what base/old holds is taken.
    [Fact]
    public async Task What_lies_ready_and_is_not_the_old_unit_is_not_put_back()
    {
        host.LayReady();
        host.Write("etc/.app-compose.service.back", "an even older unit\n");

        var result = await host.RunAsync("revert", "job=yes");

        Assert.True(result.ExitCode == 0, result.StandardOutput + result.StandardError);
        Assert.Equal("old unit\n", host.Read("etc/app-compose.service"));
        Assert.False(host.Exists("etc/.app-compose.service.back"));
    }

    [Fact]
    public async Task A_job_that_ends_unexpectedly_names_its_journal()
    {
        host.Write("bin/sync", "#!/bin/sh\nexit 1\n");

        var result = await host.RunAsync("revert", "job=yes");

        Assert.Contains("error\trevert ended unexpectedly, exit code 1: journalctl -u app-reverting says why", result.StandardOutput, StringComparison.Ordinal);
    }
}
