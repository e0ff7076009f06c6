using Xunit;

namespace CoinPilot.Transport;

/// <summary>A host that sends without end: it costs the client a message, not its memory.</summary>
public sealed class HostileHostTests
{
    private static readonly TimeSpan Enough = TimeSpan.FromMinutes(5);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_line_without_end_is_refused()
    {
        await using var server = await SshServer.StartAsync();
        await using var session = await new SshConnector().ConnectAsync(server.Target, Ct);

        var error = await Assert.ThrowsAsync<DeploymentException>(() => session.RunAsync("tr '\\0' x </dev/zero", CommandInput.None, _ => { }, Enough, Ct));

        Assert.Contains("without a line's end", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_without_end_are_handed_out_and_not_kept()
    {
        await using var server = await SshServer.StartAsync();
        await using var session = await new SshConnector().ConnectAsync(server.Target, Ct);
        var lines = 0;

        var result = await session.RunAsync("yes 0123456789012345678901234567890123456789012345678901234567890123456789 | head -n 1000000", CommandInput.None, _ => lines++, Enough, Ct);

        Assert.Equal(1_000_000, lines);
        Assert.Equal(OutputLimit.Output, result.Output.Length);
    }
}
