using System.Net;
using System.Net.Sockets;
using System.Text;
using CoinPilot.Agent.Probing;
using CoinPilot.Health;
using Xunit;

namespace CoinPilot.Probing;

/// <summary>Real questions to real sockets and programs of this machine.</summary>
public sealed class ProberTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", null, null)]
    [InlineData("HTTP/1.0 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n", null, null)]
    [InlineData("HTTP/1.1 302 Found\r\n\r\n", "200", "answered 302")]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\n\r\nbusy", null, "answered 503")]
    [InlineData("HTTP/1.1 503\r\n\r\n", "503", null)]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", null, "answered what is no HTTP")]
    [InlineData("HTTP/1.1 \r\n", null, "answered what is no HTTP")]
    [InlineData("HTTP/1.1", null, "answered what is no HTTP")]
    [InlineData("", null, "closed the connection without an answer")]
    public async Task An_answer_of_http_is_judged_by_its_status(string answer, string? status, string? trouble)
    {
        using var server = new Server(async stream => await stream.WriteAsync(Encoding.ASCII.GetBytes(answer)));

        Assert.Equal(trouble, (await AskAsync(new(Http: server.Address, Status: status))).Trouble);
    }

    [Fact]
    public async Task A_body_without_an_end_is_not_waited_for()
    {
        using var server = new Server(async stream =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray());
            for (var page = new byte[4096]; ;)
            {
                await stream.WriteAsync(page);
            }
        });

        Assert.Null((await AskAsync(new(Http: server.Address))).Trouble);
    }

    [Fact]
    public async Task A_first_line_without_an_end_is_no_http()
    {
        using var server = new Server(async stream => await stream.WriteAsync(new byte[100_000]));

        Assert.Equal("answered what is no HTTP", (await AskAsync(new(Http: server.Address))).Trouble);
    }

    [Fact]
    public async Task Who_does_not_answer_is_waited_for_until_nobody_waits_any_more()
    {
        using var server = new Server(_ => Task.Delay(Timeout.Infinite, Ct));
        using CancellationTokenSource stop = new();
        var asking = new Prober().AskAsync(new(Http: server.Address), "/", stop.Token);
        await server.Asked;

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Fact]
    public async Task A_port_is_open_or_refuses()
    {
        using var server = new Server(_ => Task.CompletedTask);
        using TcpListener closed = new(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();

        Assert.Null((await AskAsync(new(Tcp: $"127.0.0.1:{server.Port}"))).Trouble);
        Assert.Equal("refused the connection", (await AskAsync(new(Tcp: $"127.0.0.1:{port}"))).Trouble);
        Assert.Equal("refused the connection", (await AskAsync(new(Http: $"http://127.0.0.1:{port}/"))).Trouble);
    }

    [Theory]
    [InlineData("exit 0", null, "")]
    [InlineData("echo one; echo two >&2; exit 3", "ended with 3", "two")]
    [InlineData("kill -9 $$", "ended with 137", "")]
    [InlineData("pwd; env | sort | tr '\\n' ' '; cat; exit 1", "ended with 1", "LC_ALL=C PATH=")]
    public async Task A_command_is_judged_by_its_exit_code(string line, string? trouble, string said)
    {
        var outcome = await AskAsync(new(Command: ServiceProbe.Line(line)));

        Assert.Equal(trouble, outcome.Trouble);
        Assert.Contains(said, outcome.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_is_not_there_is_said()
    {
        var outcome = await AskAsync(new(Command: ["/no/such/program", "a"]));

        Assert.Equal("ended with 127", outcome.Trouble);
        Assert.Contains("/no/such/program", outcome.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_are_no_line_of_a_shell()
    {
        var outcome = await AskAsync(new(Command: ["/bin/sh", "-c", "echo \"$1\"; exit 1", "sh", "$HOME; *|"]));

        Assert.Equal("$HOME; *|", outcome.Said.Trim());
    }

    [Fact]
    public async Task Of_much_output_the_end_is_kept()
    {
        var outcome = await AskAsync(new(Command: ServiceProbe.Line("head -c 20000000 /dev/zero | tr '\\0' x; echo; echo last; exit 1")));

        Assert.True(outcome.Said.Length <= 4096);
        Assert.EndsWith("last\n", outcome.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_hangs_is_ended_with_all_that_it_has_started()
    {
        var folder = Directory.CreateTempSubdirectory("coinpilot-probe-").FullName;
        var file = Path.Combine(folder, "started");
        using CancellationTokenSource stop = new();
        var asking = AskAsync(new(Command: ServiceProbe.Line("sleep 600 & echo $! >made; mv made started; sleep 600")), folder, stop.Token);
        while (!File.Exists(file))
        {
            await Task.Delay(20, Ct);
        }

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await UntilGoneAsync(int.Parse(await File.ReadAllTextAsync(file, Ct), System.Globalization.CultureInfo.InvariantCulture));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task What_a_command_leaves_in_the_background_is_ended_and_not_waited_for()
    {
        var outcome = await AskAsync(new(Command: ServiceProbe.Line("sleep 600 & echo $!; exit 1")));

        Assert.Equal("ended with 1", outcome.Trouble);
        await UntilGoneAsync(int.Parse(outcome.Said.Trim(), System.Globalization.CultureInfo.InvariantCulture));
    }

    private static Task<ProbeOutcome> AskAsync(ServiceProbe probe) => AskAsync(probe, "/", Ct);

    private static Task<ProbeOutcome> AskAsync(ServiceProbe probe, string folder, CancellationToken ct) => new Prober().AskAsync(probe, folder, ct);

    // A process that nobody has waited for yet is one that has ended.
    private static async Task UntilGoneAsync(int process)
    {
        while (File.Exists($"/proc/{process}/stat") && !await IsEndedAsync(process))
        {
            await Task.Delay(20, Ct);
        }
    }

    private static async Task<bool> IsEndedAsync(int process)
    {
        try
        {
            return (await File.ReadAllTextAsync($"/proc/{process}/stat", Ct)).Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Answers each connection in the same way.</summary>
    private sealed class Server : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Server(Func<NetworkStream, Task> answer)
        {
            listener.Start();
            _ = ServeAsync(answer);
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        public string Address => $"http://127.0.0.1:{Port}/health";

        public Task Asked => asked.Task;

        public void Dispose() => listener.Dispose();

        private async Task ServeAsync(Func<NetworkStream, Task> answer)
        {
            using var client = await listener.AcceptTcpClientAsync(Ct);
            await using var stream = client.GetStream();
            if (await stream.ReadAsync(new byte[4096], Ct) > 0)
            {
                asked.TrySetResult();
                await answer(stream);
            }
        }
    }
}
