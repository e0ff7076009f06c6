using Xunit;

namespace CoinPilot.Host;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SweepTests : IDisposable
{
    private readonly HostParts parts = new();

    public static TheoryData<string> Shells => HostParts.Shells;

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Only_a_name_that_Compose_makes_for_the_moment_is_taken_away(string shell)
    {
        parts.Write("docker/half-made",
            "c1 created coinpilot_db_exporter db_exporter 1",
            "c2 created 0123456789ab_tiny-web web 1",
            "c3 created 0123456789ag_tiny-web web 1");

        var result = await parts.RunAsync(shell, "sweep_half_made tiny");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["rename c2 tiny-web"], parts.Read("docker/log").Split('\n').Where(x => x.StartsWith("rename", StringComparison.Ordinal)));
    }

    public void Dispose() => parts.Dispose();
}
