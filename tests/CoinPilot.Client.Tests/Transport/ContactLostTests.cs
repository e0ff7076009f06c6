using System.Diagnostics;
using CoinPilot.Runs;
using Xunit;

namespace CoinPilot.Transport;

public sealed class ContactLostTests
{
    private static readonly TimeSpan Enough = TimeSpan.FromMinutes(10);

    // Long before the command would end, however busy the machine is.
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(2);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connection_that_is_killed_ends_the_command_at_once()
    {
        await using var server = await SshServer.StartAsync();
        await using var session = await new SshConnector().ConnectAsync(server.Target, Ct);

        var error = await Assert.ThrowsAsync<ContactLostException>(() => session.RunAsync(
            "echo started; sleep 600", CommandInput.None, _ => KillChildren(server, "KILL"), Enough, Ct).WaitAsync(Soon, Ct));
        var after = await Assert.ThrowsAsync<ContactLostException>(() => session.RunAsync("true", CommandInput.None, null, Enough, Ct));

        Assert.Equal(ExitStatus.ContactLost, error.ExitStatus);
        Assert.True(error.MayHaveRun);
        Assert.Contains(session.Description, error.Message, StringComparison.Ordinal);
        Assert.False(after.MayHaveRun);
    }

    [Fact]
    public async Task A_server_that_is_frozen_is_noticed()
    {
        await using var server = await SshServer.StartAsync();
        await using var session = await new SshConnector().ConnectAsync(server.Target with { KeepAlive = TimeSpan.FromSeconds(0.5) }, Ct);
        var frozen = new Stopwatch();

        var error = await Assert.ThrowsAsync<ContactLostException>(() => session.RunAsync(
            "echo started; sleep 600",
            CommandInput.None,
            _ =>
            {
                KillChildren(server, "STOP");
                frozen.Start();
            },
            Enough,
            Ct).WaitAsync(Soon, Ct));

        Assert.Contains("no sign of life", error.Message, StringComparison.Ordinal);
        Assert.True(frozen.Elapsed >= TimeSpan.FromSeconds(0.5), $"given up after {frozen.Elapsed}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_black_hole_is_noticed_also_in_the_middle_of_an_upload(bool uploading)
    {
        await using var server = await SshServer.StartAsync();
        await using var proxy = new DelayProxy(server.Port, TimeSpan.Zero);
        var target = server.Target with { Port = proxy.Port, KeepAlive = TimeSpan.FromSeconds(0.5) };
        await using var session = await new SshConnector().ConnectAsync(target, Ct);
        var input = uploading ? CommandInput.None.Then(new EndlessStream()) : CommandInput.None;

        var error = await Assert.ThrowsAsync<ContactLostException>(() => session.RunAsync(
            "echo started; cat >/dev/null; sleep 600", input, _ => proxy.BecomeBlackHole(), Enough, Ct).WaitAsync(Soon, Ct));
        await session.DisposeAsync().AsTask().WaitAsync(Soon, Ct);

        Assert.Contains("no sign of life", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_is_silent_for_long_is_left_alone()
    {
        await using var server = await SshServer.StartAsync();
        await using var session = await new SshConnector().ConnectAsync(server.Target with { KeepAlive = TimeSpan.FromSeconds(1.5) }, Ct);

        var result = await session.RunAsync("sleep 6; echo done", CommandInput.None, null, Enough, Ct);

        Assert.Equal("done\n", result.Output);
    }

    [Fact]
    public async Task A_reader_that_is_slow_does_not_look_dead()
    {
        await using var server = await SshServer.StartAsync();
        await using var session = await new SshConnector().ConnectAsync(server.Target with { KeepAlive = TimeSpan.FromSeconds(1.5), ConnectTimeout = TimeSpan.FromSeconds(20) }, Ct);

        var result = await session.RunAsync("sleep 6; wc -c", CommandInput.Of(new byte[10_000_000]), null, Enough, Ct);

        Assert.Equal("10000000\n", result.Output);
    }

    [Fact]
    public async Task Closing_the_session_ends_what_runs_on_it()
    {
        await using var server = await SshServer.StartAsync();
        var session = await new SshConnector().ConnectAsync(server.Target, Ct);
        var started = new TaskCompletionSource();

        var running = session.RunAsync("echo started; sleep 600", CommandInput.None, _ => started.SetResult(), Enough, Ct);
        await started.Task.WaitAsync(Ct);
        await session.DisposeAsync();

        await Assert.ThrowsAsync<ContactLostException>(() => running.WaitAsync(Soon, Ct));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => session.RunAsync("true", CommandInput.None, null, Enough, Ct));
        await Eventually.Is(() => server.Children().Count == 0);
    }

    private static void KillChildren(SshServer server, string signal)
    {
        foreach (var child in server.Children())
        {
            ProcessTree.Signal(child, signal);
        }
    }

    private sealed class EndlessStream : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count) => count;
    }
}
