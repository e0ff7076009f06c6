using Xunit;

namespace CoinPilot.Lab;

/// <summary>What a test in the lab needs of this machine. Without it the test is skipped and says why; on CI as root it fails.</summary>
public static class LabRequirement
{
    public static void Check()
    {
        if (Missing() is not { } why)
        {
            return;
        }

        if (Environment.GetEnvironmentVariable("CI") == "true" && Environment.IsPrivilegedProcess)
        {
            Assert.Fail($"The lab must run here: {why}");
        }

        Assert.Skip($"No lab: {why}");
    }

    private static string? Missing() =>
        !OperatingSystem.IsLinux() ? "it needs Linux."
        : !File.Exists("/usr/bin/apt-get") ? "it needs Debian or Ubuntu."
        : !Environment.IsPrivilegedProcess ? "it needs root: sudo ./build.sh Test."
        : !File.Exists("/sys/fs/cgroup/cgroup.procs") && !File.Exists("/sys/fs/cgroup/unified/cgroup.procs") ? "it needs control groups v2."
        : null;
}
