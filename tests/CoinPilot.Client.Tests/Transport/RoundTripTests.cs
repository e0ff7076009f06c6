using System.Globalization;
using Xunit;

namespace CoinPilot.Transport;

/// <summary>What the network costs: a change of SSH.NET or of ours that adds a round trip fails here.</summary>
public sealed class RoundTripTests
{
    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(100);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ed25519")]
    [InlineData("rsa")]
    public async Task A_connection_and_its_commands_take_the_recorded_round_trips(string keyType)
    {
        await using var server = await SshServer.StartAsync();
        var key = Path.Combine(server.Folder, "other");
        await KeyGen.MakeAsync(key, keyType);
        File.Copy(key + ".pub", Path.Combine(server.Folder, "authorized_keys"), overwrite: true);

        // A machine that is busy for longer than half a round trip makes a count too high, never too low.
        var counts = new List<string>();
        while (counts.Count < 4 && !counts.Contains("connect 5, first command with payload 3, second 3"))
        {
            counts.Add(await CountAsync(server, server.Target with { KeyFile = key }));
        }

        Assert.Equal("connect 5, first command with payload 3, second 3", counts[^1]);
    }

    private static async Task<string> CountAsync(SshServer server, SshTarget target)
    {
        await using var proxy = new DelayProxy(server.Port, RoundTrip);
        await using var session = await new SshConnector().ConnectAsync(target with { Port = proxy.Port }, Ct);
        var connect = proxy.RoundTrips;
        var first = await CountAsync(proxy, session, CommandInput.Of(new byte[30_000]));
        var second = await CountAsync(proxy, session, CommandInput.None);
        return string.Create(CultureInfo.InvariantCulture, $"connect {connect}, first command with payload {first}, second {second}");
    }

    // A channel is opened ahead, and the first command of a deployment takes longer than that: the count must not depend on it.
    private static async Task<int> CountAsync(DelayProxy proxy, HostSession session, CommandInput input)
    {
        var before = proxy.RoundTrips;
        await session.RunAsync("cat", input, null, TimeSpan.FromMinutes(2), Ct);
        var count = proxy.RoundTrips - before;
        await Task.Delay(5 * RoundTrip, Ct);
        return count;
    }
}
