using System.Security.Cryptography;
using CoinPilot.Hosts;
using CoinPilot.Runs;
using Xunit;

namespace CoinPilot.Transport;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class HostSessionTests(SshServerFixture fixture) : IClassFixture<SshServerFixture>
{
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(60);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_gives_its_output_its_errors_and_its_exit_code()
    {
        await using var session = await fixture.ConnectAsync();

        var result = await session.RunAsync("echo to out; echo to err >&2; exit 3", CommandInput.None, null, Enough, Ct);

        Assert.Equal(new CommandResult(3, "to out\n", "to err\n"), result);
    }

    [Fact]
    public async Task The_description_names_user_host_and_port()
    {
        await using var session = await fixture.ConnectAsync();

        Assert.Equal($"{Environment.UserName}@127.0.0.1:{fixture.Server.Port}", session.Description);
    }

    [Fact]
    public async Task A_command_that_a_signal_ends_has_no_exit_code()
    {
        await using var session = await fixture.ConnectAsync();

        var result = await session.RunAsync("kill -KILL $$", CommandInput.None, null, Enough, Ct);

        Assert.Null(result.ExitCode);
        Assert.Equal("KILL", result.Signal);
        Assert.False(result.Succeeded);
    }

    [Fact]
    public async Task A_command_without_input_reads_the_end_of_file()
    {
        await using var session = await fixture.ConnectAsync();

        var result = await session.RunAsync("wc -c; echo 'it'\\''s over'", CommandInput.None, null, Enough, Ct);

        Assert.Equal("0\nit's over\n", result.Output);
    }

    [Theory]
    [InlineData("printf '%s\\n' 'zwölf' \\\n  \"o'clock\"", "zwölf\no'clock\n")]
    [InlineData("# a comment\necho one\n\necho two\n", "one\ntwo\n")]
    [InlineData("f() { cat; echo $1; }; f done", "done\n")]
    [InlineData("echo \"$0 $#\"", "coinpilot 0\n")]
    public async Task Shell_text_arrives_as_it_was_written(string text, string output)
    {
        await using var session = await fixture.ConnectAsync();

        var result = await session.RunAsync(text, CommandInput.None, null, Enough, Ct);

        Assert.Equal(new CommandResult(0, output, ""), result);
    }

    // The login's shell reads it; the server's folder is its home.
    [Fact]
    public async Task Programs_are_the_systems_whatever_the_login_puts_before_them()
    {
        await using var server = await SshServer.StartAsync();
        var bin = Directory.CreateDirectory(Path.Combine(server.Folder, "bin")).FullName;
        foreach (var name in (string[])["sh", "env", "head", "true", "mktemp", "gzip", "own"])
        {
            File.WriteAllText(Path.Combine(bin, name), "#!/bin/sh\necho the login\\'s\n");
            File.SetUnixFileMode(Path.Combine(bin, name), (UnixFileMode)0b111_101_101);
        }

        server.Write(".bashrc", $"head() {{ echo a function; }}; export -f head; PATH={bin}:$PATH; export TMPDIR=/nowhere BASH_ENV={bin}/own ENV={bin}/own\n");
        await using var session = await new SshConnector().ConnectAsync(server.Target, Ct);

        var result = await session.RunAsync("head -c 2; echo; command -v mktemp; echo \"${TMPDIR-}\"; own", CommandInput.Of("ab"u8.ToArray()), null, Enough, Ct);

        Assert.Equal(new CommandResult(0, "ab\n/usr/bin/mktemp\n\nthe login's\n", ""), result);
    }

    [Fact]
    public async Task The_payload_is_what_the_command_reads_to_the_byte()
    {
        var payload = Enumerable.Range(0, 256).Select(b => (byte)b).ToArray();
        await using var session = await fixture.ConnectAsync();

        var result = await session.RunAsync("head -c 3 | od -An -tx1; od -An -v -tx1 | wc -w", CommandInput.Of(payload), null, Enough, Ct);

        Assert.Equal(" 00 01 02\n253\n", result.Output);
    }

    [Fact]
    public async Task Five_megabytes_go_in_and_come_back_unchanged()
    {
        var payload = RandomNumberGenerator.GetBytes(5 * 1024 * 1024);
        await using var session = await fixture.ConnectAsync();

        var digest = await session.RunAsync("sha256sum", CommandInput.Of("head"u8.ToArray(), payload), null, Enough, Ct);
        var echo = await session.RunAsync("base64 -w0", CommandInput.Of(payload), null, Enough, Ct);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([.. "head"u8, .. payload])) + "  -\n", digest.Output);
        Assert.Equal(Convert.ToBase64String(payload), echo.Output);
    }

    [Fact]
    public async Task Lines_come_while_the_command_still_runs()
    {
        using var second = new SemaphoreSlim(0);
        var lines = new List<string>();
        var file = Path.Combine(fixture.Server.Folder, "go");
        await using var session = await fixture.ConnectAsync();

        var running = session.RunAsync(
            $"printf 'first \\303\\244\\n'; while ! test -e {file}; do sleep 0.05; done; printf 'second\\nunfinished'",
            CommandInput.None,
            line =>
            {
                lines.Add(line);
                second.Release();
            },
            Enough,
            Ct);
        await second.WaitAsync(Ct);
        var endedEarly = running.IsCompleted;
        File.WriteAllText(file, "");
        var result = await running;

        Assert.False(endedEarly);
        Assert.Equal(["first ä", "second", "unfinished"], lines);
        Assert.Equal("first ä\nsecond\nunfinished", result.Output);
    }

    [Fact]
    public async Task Ten_commands_run_at_once_on_one_connection()
    {
        await using var session = await fixture.ConnectAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
            session.RunAsync($"cat; sleep 0.2; exit {i}", CommandInput.Of(new byte[100_000 + i]), null, Enough, Ct)));

        Assert.Equal(Enumerable.Range(0, 10), results.Select(r => r.ExitCode!.Value));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => 100_000 + i), results.Select(r => r.Output.Length));
    }

    // SSH.NET may send a piece after it has closed the channel, for which OpenSSH ends the connection. The exit code is there by
    // then, so the answer holds, but nothing is promised about the connection. What the agent is given it reads to the end.
    [Theory]
    [InlineData(100_000)]
    [InlineData(20_000_000)]
    public async Task A_command_may_end_without_reading_what_it_is_given(int size)
    {
        await using var session = await fixture.ConnectAsync();

        var result = await session.RunAsync("exit 2", CommandInput.Of(new byte[size]), null, Enough, Ct);

        Assert.Equal(2, result.ExitCode);
    }

    [Fact]
    public async Task An_answer_holds_when_the_connection_ends_before_the_answer_is_read()
    {
        await using var session = await fixture.ConnectAsync();

        // The command ends the connection's own process half a second after itself; the reader of the line is held up for longer.
        const string Command = "( sleep 0.5; kill -KILL $PPID ) </dev/null >/dev/null 2>&1 & echo line; exit 2";
        var result = await session.RunAsync(Command, CommandInput.None, _ => Thread.Sleep(2_000), Enough, Ct);

        Assert.Equal(2, result.ExitCode);
        Assert.Equal("line\n", result.Output);
    }

    [Fact]
    public async Task A_command_that_takes_too_long_is_given_up_and_the_connection_lives()
    {
        await using var session = await fixture.ConnectAsync();

        var error = await Assert.ThrowsAsync<CommandTimedOutException>(
            () => session.RunAsync("sleep 30", CommandInput.None, null, TimeSpan.FromSeconds(0.5), Ct));
        var after = await session.RunAsync("echo alive", CommandInput.None, null, Enough, Ct);

        Assert.Equal(ExitStatus.ContactLost, error.ExitStatus);
        Assert.Contains("0.5 s", error.Message, StringComparison.Ordinal);
        Assert.Equal("alive\n", after.Output);
    }

    [Fact]
    public async Task Cancelling_returns_at_once_and_closes_the_channel()
    {
        var mark = Path.Combine(fixture.Server.Folder, "cancelled");
        using var cancel = new CancellationTokenSource();
        await using var session = await fixture.ConnectAsync();

        var running = session.RunAsync(
            $"trap 'touch {mark}; exit' PIPE; while echo tick 2>/dev/null; do sleep 0.1; done; touch {mark}",
            CommandInput.None,
            _ => cancel.Cancel(),
            Enough,
            cancel.Token);
        var error = await Assert.ThrowsAsync<OperationCanceledException>(() => running.WaitAsync(TimeSpan.FromSeconds(2), Ct));

        Assert.Equal(cancel.Token, error.CancellationToken);
        await Eventually.Is(() => File.Exists(mark));
    }

    [Fact]
    public async Task An_error_of_the_listener_ends_the_command()
    {
        await using var session = await fixture.ConnectAsync();

        var error = await Assert.ThrowsAsync<FormatException>(
            () => session.RunAsync("echo x; sleep 30", CommandInput.None, _ => throw new FormatException("bad line"), Enough, Ct));

        Assert.Equal("bad line", error.Message);
    }

    [Fact]
    public async Task An_error_of_the_payload_ends_the_command_without_its_rest()
    {
        await using var session = await fixture.ConnectAsync();

        var error = await Assert.ThrowsAsync<EndOfStreamException>(
            () => session.RunAsync("cat; sleep 30", CommandInput.Of(new byte[1000]).Then(new BrokenStream()), null, Enough, Ct));

        Assert.Equal("the file shrank", error.Message);
    }

    [Theory]
    [InlineData("MaxSessions 1")]
    [InlineData("RekeyLimit 8M")]
    public async Task An_unusual_server_is_served(string settings)
    {
        var payload = RandomNumberGenerator.GetBytes(12 * 1024 * 1024);
        await using var server = await SshServer.StartAsync(settings);
        await using var session = await new SshConnector().ConnectAsync(server.Target, Ct);

        for (var i = 0; i < 3; i++)
        {
            var result = await session.RunAsync("base64 -w0", CommandInput.Of(payload), null, Enough, Ct);

            Assert.Equal(Convert.ToBase64String(payload), result.Output);
        }
    }

    [Fact]
    public async Task A_session_uses_one_connection()
    {
        await using var proxy = new DelayProxy(fixture.Server.Port, TimeSpan.Zero);
        await using var session = await new SshConnector().ConnectAsync(fixture.Server.Target with { Port = proxy.Port }, Ct);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => session.RunAsync("cat", CommandInput.Of(new byte[1000]), null, Enough, Ct)));

        Assert.Single(proxy.Links);
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count) => throw new EndOfStreamException("the file shrank");
    }
}
