using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.WaysBack;

/// <summary>A host whose /run is full to the last byte.</summary>
public sealed class FullMemoryTests(LabFixture fixture)
{
    // The program's copy, the session's folder and the lists of one verb need less than that.
    private const string Fill = "dd if=/dev/zero of=$folder/filler bs=4k 2>/dev/null; ! { echo more >$folder/more; } 2>/dev/null && rm -f $folder/more";

    [Fact]
    public async Task Is_looked_at_all_the_same_and_a_way_back_that_never_began_is_not_called_a_failed_one()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "memory");
        await deployed.SwitchAsync();
        await deployed.Probe.OutputOfAsync($"folder=/run; {Fill}");

        (await deployed.Operator.RunAsync("Status")).Ended(ExitStatus.Degraded, "pending");

        // systemd itself needs room there, and so does what it then runs: the way back can't begin, or can't end, and says so; the host's timer goes on.
        var full = await deployed.Operator.RunAsync("RevertOnFailure");
        Assert.True(full.ExitCode is ExitStatus.RollbackFailed or ExitStatus.ContactLost, full.Output);
        await deployed.Probe.OutputOfAsync("rm -f /run/filler");
        (await deployed.Operator.RunAsync("RevertOnFailure")).Ended(0, $"ROLLED BACK TO {deployed.First}", "and it is up");
        await deployed.FirstReleaseRunsAsync();

        await deployed.Probe.OutputOfAsync($"folder=/run; {Fill}");
        await deployed.Probe.OutputOfAsync($"mount -t tmpfs -o size=64k tmpfs /tmp; folder=/tmp; {Fill}");
        (await deployed.Operator.RunAsync("RevertOnFailure")).Ended(ExitStatus.ContactLost, "UNKNOWN, THE HOST DECIDES", "df -h /run").DidNotSay("ROLLBACK FAILED");
        await deployed.Probe.OutputOfAsync("umount /tmp; rm -f /run/filler");
        await deployed.FirstReleaseRunsAsync();
    }
}
