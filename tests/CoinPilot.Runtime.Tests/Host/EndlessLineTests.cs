using Xunit;

namespace CoinPilot.Host;

/// <summary>A container may write a line that never ends: it takes no memory of the host, and hides no other container's lines.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class EndlessLineTests : IDisposable
{
    private readonly HostParts parts = new();

    public static TheoryData<string> Shells => HostParts.Shells;

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Is_left_out_and_said(string shell)
    {
        parts.Write("docker/half-made", "aa0 chatty 1", "bb0 quiet 1");
        parts.Write("docker/endless", "aa0");

        var result = await parts.RunAsync(shell, "session=/run/test project='' services='' since='' tail='' follow=no; logs");

        Assert.Equal(0, result.ExitCode);
        Assert.InRange(result.StandardOutput.Length, 1, 10000);
        Assert.Contains("line\tchatty - [not all of it could be read]\n", result.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("line\tquiet 2026-11-30T00:00:00Z of bb0\n", result.StandardOutput, StringComparison.Ordinal);
    }

    public void Dispose() => parts.Dispose();
}
