using Xunit;

namespace CoinPilot.Host;

/// <summary>Docker goes on stopping what an <c>up</c> asked it to stop before that was ended: to the next one it still runs.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class UnfinishedStopTests : IDisposable
{
    private readonly HostParts parts = new();

    public static TheoryData<string> Shells => HostParts.Shells;

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Is_waited_for_and_nothing_else_is_stopped(string shell)
    {
        parts.Write("docker/events", "kill asked", "signal rotates", "signal unsure", "kill restarted", "die restarted", "start restarted", "kill gone", "die gone");
        parts.Write("docker/labelled", "unsure");

        var result = await parts.RunAsync(shell, "stop() { echo \"stops $1\"; }; finish_stops tiny");

        Assert.Equal(
            ["stops asked", "stops unsure"],
            result.StandardOutput.Split('\n').Where(line => line.StartsWith("stops", StringComparison.Ordinal)).Order());
        Assert.DoesNotContain("}} {{.Actor.Attributes.signal}}", parts.Read("docker/log"), StringComparison.Ordinal);
        Assert.Equal(0, result.ExitCode);
    }

    public void Dispose() => parts.Dispose();
}
