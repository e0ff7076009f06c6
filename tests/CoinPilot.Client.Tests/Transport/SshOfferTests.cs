using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace CoinPilot.Transport;

/// <summary>The algorithms that the client offers before anybody has said who they are.</summary>
public sealed class SshOfferTests(SshServerFixture fixture) : IClassFixture<SshServerFixture>
{
    // `ssh -G` of OpenSSH 10.0 without any configuration, and what every client adds for extensions.
    private static readonly string[] KeyExchanges =
    [
        "mlkem768x25519-sha256", "sntrup761x25519-sha512", "sntrup761x25519-sha512@openssh.com", "curve25519-sha256", "curve25519-sha256@libssh.org",
        "ecdh-sha2-nistp256", "ecdh-sha2-nistp384", "ecdh-sha2-nistp521", "diffie-hellman-group-exchange-sha256", "diffie-hellman-group16-sha512",
        "diffie-hellman-group18-sha512", "diffie-hellman-group14-sha256", "ext-info-c", "kex-strict-c-v00@openssh.com",
    ];

    private static readonly string[] HostKeys = ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "rsa-sha2-512", "rsa-sha2-256"];

    private static readonly string[] Ciphers =
        ["chacha20-poly1305@openssh.com", "aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes128-ctr", "aes192-ctr", "aes256-ctr"];

    private static readonly string[] Macs =
    [
        "umac-64-etm@openssh.com", "umac-128-etm@openssh.com", "hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com",
        "umac-64@openssh.com", "umac-128@openssh.com", "hmac-sha2-256", "hmac-sha2-512",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Are_those_of_a_current_OpenSSH_in_its_order()
    {
        var offered = await OfferAsync();

        InOrder(KeyExchanges, offered[0]);
        InOrder(HostKeys, offered[1]);
        Assert.All(offered[2..4], ciphers => InOrder(Ciphers, ciphers));
        Assert.All(offered[4..6], macs => InOrder(Macs, macs));
        Assert.All(offered[6..8], compressions => InOrder(["none", "zlib@openssh.com"], compressions));
        Assert.Contains("curve25519-sha256", offered[0]);
        Assert.Contains("aes256-gcm@openssh.com", offered[2]);
        Assert.Contains("hmac-sha2-256-etm@openssh.com", offered[4]);
    }

    [Theory]
    [InlineData("KexAlgorithms diffie-hellman-group14-sha1")]
    [InlineData("Ciphers aes128-cbc,3des-cbc")]
    [InlineData("Ciphers aes128-ctr\nMACs hmac-sha1")]
    public async Task A_server_that_has_only_old_ones_is_refused_with_the_reason(string settings)
    {
        await using var server = await SshServer.StartAsync(settings);

        var error = await Assert.ThrowsAsync<DeploymentException>(() => new SshConnector().ConnectAsync(server.Target, Ct));

        Assert.Equal(ExitStatus.Failure, error.ExitStatus);
        Assert.Contains("no algorithm in common", error.Message, StringComparison.Ordinal);
        Assert.Contains("Next: update OpenSSH there", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Accepted publickey", server.Log, StringComparison.Ordinal);
    }

    private static void InOrder(string[] allowed, string[] offered)
    {
        Assert.NotEmpty(offered);
        Assert.Equal(allowed.Where(offered.Contains), offered);
    }

    // The ten lists of the client's SSH_MSG_KEXINIT (RFC 4253, 7.1).
    private async Task<string[][]> OfferAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var target = fixture.Server.Target with { Port = ((IPEndPoint)listener.LocalEndpoint).Port, ConnectTimeout = TimeSpan.FromSeconds(20) };
        var connecting = new SshConnector().ConnectAsync(target, Ct);
        using var peer = await listener.AcceptTcpClientAsync(Ct);
        await using var stream = peer.GetStream();
        await stream.WriteAsync("SSH-2.0-Listener\r\n"u8.ToArray(), Ct);
        var one = new byte[1];
        do
        {
            await stream.ReadExactlyAsync(one, Ct);
        }
        while (one[0] != (byte)'\n');

        var length = new byte[4];
        await stream.ReadExactlyAsync(length, Ct);
        var packet = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
        await stream.ReadExactlyAsync(packet, Ct);
        peer.Close();
        await Assert.ThrowsAsync<DeploymentException>(() => connecting);
        Assert.Equal(20, packet[1]);
        var at = 1 + 1 + 16;
        return [.. Enumerable.Range(0, 10).Select(_ =>
        {
            var size = BinaryPrimitives.ReadInt32BigEndian(packet.AsSpan(at));
            at += 4 + size;
            return Encoding.ASCII.GetString(packet, at - size, size).Split(',');
        })];
    }
}
