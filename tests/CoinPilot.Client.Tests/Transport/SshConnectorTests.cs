using System.Net;
using System.Net.Sockets;
using Xunit;

namespace CoinPilot.Transport;

public sealed class SshConnectorTests(SshServerFixture fixture) : IClassFixture<SshServerFixture>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_right_fingerprint_is_let_in()
    {
        await using var session = await Connect(fixture.Server.Target);

        var result = await session.RunAsync("id -un", CommandInput.None, null, TimeSpan.FromMinutes(2), Ct);

        Assert.Equal(Environment.UserName + "\n", result.Output);
    }

    [Theory]
    [InlineData("[127.0.0.1]:{port}")]
    [InlineData("127.0.0.1")]
    [InlineData("other,[127.0.0.*]:{port}")]
    public async Task The_right_line_of_known_hosts_is_let_in(string hosts)
    {
        var server = fixture.Server;
        var line = $"{hosts.Replace("{port}", $"{server.Port}", StringComparison.Ordinal)} {Line(server, "ed25519")}";

        await using var session = await Connect(server.Target with { HostKeyPin = server.Write("plain", line) });
    }

    [Fact]
    public async Task A_hashed_line_of_known_hosts_is_let_in()
    {
        var server = fixture.Server;
        var path = server.Write("hashed", $"[127.0.0.1]:{server.Port} {Line(server, "ed25519")}\n");
        await KeyGen.RunAsync("-H", "-f", path);

        await using var session = await Connect(server.Target with { HostKeyPin = path });

        Assert.StartsWith("|1|", await File.ReadAllTextAsync(path, Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_pin_nobody_logs_in_and_the_message_says_how_to_pin()
    {
        await using var server = await SshServer.StartAsync();
        var path = Path.Combine(server.Folder, "known_hosts");

        var error = await Assert.ThrowsAsync<HostKeyRefusedException>(() => Connect(server.Target with { HostKeyPin = path }));

        Assert.Equal(ExitStatus.HostKeyRefused, error.ExitStatus);
        Assert.Contains($"{path} does not exist", error.Message, StringComparison.Ordinal);
        Assert.Contains($"seen:     ssh-ed25519 {server.Fingerprint("ed25519")}", error.Message, StringComparison.Ordinal);
        Assert.Contains($"--ssh-host-key {server.Fingerprint("ed25519")}", error.Message, StringComparison.Ordinal);
        Assert.Contains($"'[127.0.0.1]:{server.Port} {Line(server, "ed25519")}' in {path}", error.Message, StringComparison.Ordinal);
        await NobodyTriedToLogIn(server);
    }

    [Fact]
    public async Task The_line_that_the_message_gives_is_the_one_that_lets_in()
    {
        var server = fixture.Server;
        var path = server.Write("learned", "");
        var error = await Assert.ThrowsAsync<HostKeyRefusedException>(() => Connect(server.Target with { HostKeyPin = path }));

        await File.AppendAllTextAsync(path, error.Message.Split('\'')[1] + "\n", Ct);

        await using var session = await Connect(server.Target with { HostKeyPin = path });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_wrong_pin_is_refused_before_anybody_tries_to_log_in(bool byFingerprint)
    {
        await using var server = await SshServer.StartAsync();
        var other = server.PublicKey("client");
        var pin = byFingerprint ? other.Fingerprint : server.Write("known_hosts", $"[127.0.0.1]:{server.Port} {Line(server, "ed25519", "client")}");

        var error = await Assert.ThrowsAsync<HostKeyRefusedException>(() => Connect(server.Target with { HostKeyPin = pin }));

        Assert.Equal(ExitStatus.HostKeyRefused, error.ExitStatus);
        Assert.Contains("attack", error.Message, StringComparison.Ordinal);
        Assert.Contains($"seen:     ssh-ed25519 {server.Fingerprint("ed25519")}", error.Message, StringComparison.Ordinal);
        Assert.Matches($"expected: .*{System.Text.RegularExpressions.Regex.Escape(other.Fingerprint)}", error.Message);
        await NobodyTriedToLogIn(server);
    }

    [Fact]
    public async Task A_revoked_key_is_refused()
    {
        var server = fixture.Server;
        var path = server.Write("revoked", $"* {Line(server, "ed25519")}\n@revoked * {Line(server, "ed25519")}\n");

        var error = await Assert.ThrowsAsync<HostKeyRefusedException>(() => Connect(server.Target with { HostKeyPin = path }));

        Assert.Contains($"@revoked in {path}:2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whichever_of_its_keys_is_pinned_the_host_shows_that_one()
    {
        await using var server = await SshServer.StartAsync("", "ed25519", "ecdsa", "rsa");
        foreach (var type in new[] { "ed25519", "ecdsa", "rsa" })
        {
            var line = server.Write("known_hosts", $"[127.0.0.1]:{server.Port} {Line(server, type)}");

            await using var byLine = await Connect(server.Target with { HostKeyPin = line });
            await using var byFingerprint = await Connect(server.Target with { HostKeyPin = server.Fingerprint(type) });
        }

        var error = await Assert.ThrowsAsync<HostKeyRefusedException>(
            () => Connect(server.Target with { HostKeyPin = server.PublicKey("client").Fingerprint }));
        Assert.Equal(["ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa"], error.Seen.Select(k => k.Type));
    }

    [Theory]
    [InlineData("rsa")]
    [InlineData("ecdsa")]
    public async Task Keys_of_other_types_log_in(string type)
    {
        await using var server = await SshServer.StartAsync();
        var key = Path.Combine(server.Folder, "other");
        await KeyGen.MakeAsync(key, type);
        File.Copy(key + ".pub", Path.Combine(server.Folder, "authorized_keys"), overwrite: true);

        await using var session = await Connect(server.Target with { KeyFile = key });

        Assert.Single(AttemptsIn(server.Log), line => line.Contains("publickey", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_login_that_is_refused_says_what_was_tried_and_is_not_tried_again()
    {
        await using var server = await SshServer.StartAsync();
        var stranger = Path.Combine(server.Folder, "stranger");
        await KeyGen.MakeAsync(stranger, "ed25519");

        var error = await Assert.ThrowsAsync<DeploymentException>(() => Connect(server.Target with { KeyFile = stranger }));

        Assert.Equal(ExitStatus.AuthenticationFailed, error.ExitStatus);
        Assert.Contains($"user {Environment.UserName}, key {stranger} (ssh-ed25519 {server.PublicKey("stranger").Fingerprint})", error.Message, StringComparison.Ordinal);
        Assert.Contains($"ssh-copy-id -i {stranger}.pub -p {server.Port} {Environment.UserName}@127.0.0.1", error.Message, StringComparison.Ordinal);
        Assert.Single(AttemptsIn(server.Log), line => line.Contains("publickey", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_named()
    {
        var error = await Assert.ThrowsAsync<DeploymentException>(() => Connect(fixture.Server.Target with { Port = 1 }));

        Assert.Equal(ExitStatus.Failure, error.ExitStatus);
        Assert.Contains("127.0.0.1:1 can't be reached over SSH: connection refused. Next: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_named()
    {
        var error = await Assert.ThrowsAsync<DeploymentException>(() => Connect(fixture.Server.Target with { Host = "nobody.invalid" }));

        Assert.Equal(ExitStatus.Failure, error.ExitStatus);
        Assert.Contains("nobody.invalid", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("SSH-2.0-Stuck\r\n")]
    public async Task A_server_that_falls_silent_is_given_up_in_time(string greeting)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var accepted = Greet(listener, greeting);
        var target = fixture.Server.Target with { Port = ((IPEndPoint)listener.LocalEndpoint).Port, ConnectTimeout = TimeSpan.FromSeconds(1) };

        var error = await Assert.ThrowsAsync<DeploymentException>(() => Connect(target).WaitAsync(TimeSpan.FromMinutes(2), Ct));

        Assert.Equal(ExitStatus.Failure, error.ExitStatus);
        Assert.Contains("no answer within 1 s", error.Message, StringComparison.Ordinal);
        (await accepted).Dispose();
    }

    [Fact]
    public async Task Cancelling_ends_a_connection_that_is_being_made()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(0.3));
        var accepted = Greet(listener, "SSH-2.0-Stuck\r\n");
        var target = fixture.Server.Target with { Port = ((IPEndPoint)listener.LocalEndpoint).Port };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new SshConnector().ConnectAsync(target, cancel.Token).WaitAsync(TimeSpan.FromMinutes(2), Ct));

        (await accepted).Dispose();
    }

    [Fact]
    public async Task Something_that_is_no_ssh_server_is_said_to_be_none()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var accepted = Greet(listener, "HTTP/1.1 400 Bad Request\r\n\r\n", close: true);

        var error = await Assert.ThrowsAsync<DeploymentException>(
            () => Connect(fixture.Server.Target with { Port = ((IPEndPoint)listener.LocalEndpoint).Port }));

        Assert.Equal(ExitStatus.Failure, error.ExitStatus);
        Assert.Contains("not an SSH server", error.Message, StringComparison.Ordinal);
        (await accepted).Dispose();
    }

    [Fact]
    public async Task A_target_that_cannot_be_is_bad_input()
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => Connect(new SshTarget { Host = "me@host", User = "", Port = 0 }));

        Assert.Equal(["ssh-host", "ssh-port", "ssh-user"], error.Findings.Select(f => f.Rule));
    }

    private static Task<HostSession> Connect(SshTarget target) => new SshConnector().ConnectAsync(target, Ct);

    private static string Line(SshServer server, string type, string? file = null)
    {
        var key = server.PublicKey(file ?? $"host_{type}");
        return $"{key.Type} {key.Base64}";
    }

    private static List<string> AttemptsIn(string log) =>
        [.. log.Split('\n').Where(l => l.Contains("userauth-request for user", StringComparison.Ordinal))];

    private static async Task NobodyTriedToLogIn(SshServer server)
    {
        await Eventually.Is(() => server.Log.Contains("[preauth]", StringComparison.Ordinal));
        Assert.Empty(AttemptsIn(server.Log));
    }

    private static async Task<Socket> Greet(TcpListener listener, string greeting, bool close = false)
    {
        var socket = await listener.AcceptSocketAsync(Ct);
        await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes(greeting), Ct);
        if (close)
        {
            socket.Shutdown(SocketShutdown.Both);
        }

        return socket;
    }
}
