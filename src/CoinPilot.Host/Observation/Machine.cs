using System.Runtime.InteropServices;

namespace CoinPilot.Agent.Observation;

/// <summary>The architecture of this machine.</summary>
internal static class Machine
{
    /// <summary>As <c>uname -m</c> names it.</summary>
    public static string KernelName => RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => "x86_64",
        Architecture.Arm64 => "aarch64",
        var other => other.ToString().ToLowerInvariant(),
    };
}
