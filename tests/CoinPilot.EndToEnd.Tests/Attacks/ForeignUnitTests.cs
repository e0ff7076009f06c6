using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Attacks;

/// <summary>Names of units that are somebody else's: a slip of the keyboard, and the host would lose its ssh.</summary>
public sealed class ForeignUnitTests(LabFixture fixture)
{
    [Fact]
    public async Task Are_refused_by_every_step_before_anything_is_touched()
    {
        await using var made = await DeployedHost.MakeAsync(fixture, "owned");
        var probe = made.Probe;
        await probe.OutputOfAsync("""
            cd /etc/systemd/system
            printf '[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true docker \\\n# docker compose up\n x\n' >other.service
            printf '[Service]\nExecStart=/bin/true\n' >many@.service
            ln -s /dev/null nothing.service
            ln -s owned-compose.service also-owned.service
            systemctl daemon-reload
            systemctl start other.service
            systemd-run -q --unit=passing sleep 100000
            """);
        var before = await SeenAsync();

        foreach (var (unit, words) in (IEnumerable<(string, string)>)[
            ("ssh.service", "comes with this host's system"), ("sshd.service", "is another name of ssh.service"), ("docker.service", "comes with this host's system"),
            ("also-owned.service", "is another name of owned-compose.service"), ("other.service", "does not run Compose"), ("many@1.service", "template"), ("many@.service", ""),
            ("nothing.service", "masked"), ("passing.service", "was made by a program"), ("owned-guard.service", ""), ("owned-revert.service", "")])
        {
            (await made.Operator.RunAsync("DeployUnit", "--unit-name", unit)).Ended(ExitStatus.BadInput, words);
        }

        (await made.Operator.RunAsync("RevertOnFailure", "--unit-name", "ssh.service")).Said("nothing is pending: there is nothing to revert", "comes with this host's system");
        foreach (var target in (string[])["UploadUnit", "Rollback"])
        {
            (await made.Operator.RunAsync(target, "--unit-name", "ssh.service")).Ended(ExitStatus.BadInput, "comes with this host's system", "--unit-name");
        }

        (await made.Operator.RunAsync("Remove", "--yes", "--unit-name", "ssh.service")).Ended(ExitStatus.BadInput, "comes with this host's system");
        Assert.Equal(before, await SeenAsync());
        await made.FirstReleaseRunsAsync();

        Task<string> SeenAsync() => probe.OutputOfAsync(
            "systemctl is-active ssh docker other passing owned-compose; systemctl is-enabled ssh docker owned-compose owned-guard; systemctl show -P MainPID ssh docker passing; find /etc/systemd /run/systemd/system /run/systemd/transient /var/lib/coinpilot/owned/releases -name 'session-*' -o -name 'run-*' -o -type f -print -o -type l -print | sort");
    }
}
