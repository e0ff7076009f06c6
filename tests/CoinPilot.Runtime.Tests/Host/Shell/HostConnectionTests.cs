using System.Globalization;
using System.Text;
using CoinPilot.Hosts;
using CoinPilot.Runs;
using CoinPilot.Ssh;
using Xunit;

namespace CoinPilot.Host.Shell;

/// <summary>The host program over a real sshd. What it is asked for here touches nothing: verbs that are refused, and explain.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class HostConnectionTests
{
    private static readonly TimeSpan Enough = TimeSpan.FromMinutes(5);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Verbs_that_are_asked_for_at_once_are_answered_in_their_order()
    {
        await using var server = await SshServer.StartAsync();
        await using var host = await ConnectAsync(server.Target);
        List<string> facts = [];

        var results = await Task.WhenAll(
            ExplainAsync(host),
            host.RunAsync("frobnicate", [], Payload(100_000), (name, _) => facts.Add(name), Enough, Ct),
            ExplainAsync(host, onlyAfterSuccess: true),
            ExplainAsync(host));

        Assert.Equal([0, 2, 30, 0], results.Select(x => x.ExitCode));
        Assert.Equal("explain was not run, because the verb before it failed", results[2].Trouble);
    }

    [Fact]
    public async Task After_the_first_answer_each_verb_takes_one_round_trip()
    {
        await using var server = await SshServer.StartAsync();
        await using DelayProxy proxy = new(server.Port, TimeSpan.FromMilliseconds(100));
        await using var host = await ConnectAsync(server.Target with { Port = proxy.Port });
        await host.PrepareAsync(isForPreview: false, Enough, Ct);

        var before = proxy.RoundTrips;
        await ExplainAsync(host);
        await host.RunAsync("frobnicate", [], Payload(10_000), null, Enough, Ct);

        Assert.InRange(proxy.RoundTrips - before, 2, 3);
    }

    [Fact]
    public async Task What_was_not_sent_when_the_connection_broke_has_surely_not_run()
    {
        await using var server = await SshServer.StartAsync();
        await using DelayProxy proxy = new(server.Port, TimeSpan.Zero);
        await using var host = await ConnectAsync(server.Target with { Port = proxy.Port });
        await host.PrepareAsync(isForPreview: false, Enough, Ct);

        proxy.BecomeBlackHole();
        var sent = host.RunAsync("explain", [], null, null, Enough, Ct);
        await Task.Delay(200, Ct);
        proxy.Cut();
        var lost = await Assert.ThrowsAsync<ContactLostException>(() => sent);
        var unsent = await Assert.ThrowsAsync<ContactLostException>(() => ExplainAsync(host));

        Assert.True(lost.MayHaveRun);
        Assert.False(unsent.MayHaveRun);
        Assert.Contains("was lost", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verb_that_takes_too_long_leaves_the_connection_usable()
    {
        await using var server = await SshServer.StartAsync();
        await using var host = await ConnectAsync(server.Target);

        var first = host.RunAsync("watch", ["for=60"], null, null, Enough, Ct);
        var late = await Assert.ThrowsAsync<CommandTimedOutException>(() => host.RunAsync("explain", [], null, null, TimeSpan.FromSeconds(1), Ct));
        var closed = await Assert.ThrowsAsync<ContactLostException>(() => first);
        var after = await ExplainAsync(host);

        Assert.True(late.MayHaveRun);
        Assert.True(closed.MayHaveRun);
        Assert.Equal(0, after.ExitCode);
    }

    [Fact]
    public async Task A_payload_is_not_sent_to_its_end_when_the_verb_was_refused()
    {
        await using var server = await SshServer.StartAsync();
        await using var host = await ConnectAsync(server.Target);
        using SlowPayload payload = new();

        var refused = await host.RunAsync("frobnicate", [], payload, null, Enough, Ct).WaitAsync(TimeSpan.FromMinutes(2), Ct);
        var after = await ExplainAsync(host);

        Assert.Equal(ExitStatus.BadInput, refused.ExitCode);
        Assert.Equal(0, after.ExitCode);
    }

    [Fact]
    public async Task A_verb_that_is_interrupted_again_and_again_leaves_the_connection_usable()
    {
        await using var server = await SshServer.StartAsync();
        await using var host = await ConnectAsync(server.Target);

        for (var time = 0; time < 3; time++)
        {
            using CancellationTokenSource stop = new();
            var running = host.RunAsync("watch", ["for=60"], null, (_, _) => stop.Cancel(), Enough, stop.Token);

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(TimeSpan.FromMinutes(2), Ct));
            Assert.Equal(0, (await ExplainAsync(host)).ExitCode);
        }
    }

    // The time of day may be set while the gate waits.
    [Fact]
    public async Task A_sample_of_the_stack_carries_the_time_that_the_host_was_up()
    {
        await using var server = await SshServer.StartAsync();
        await using var host = await ConnectAsync(server.Target);
        List<string> samples = [];

        var before = Uptime();
        await host.RunAsync("watch", ["for=1"], null, (name, value) => samples.AddRange(name == "sample" ? [value] : []), Enough, Ct);

        Assert.NotEmpty(samples);
        Assert.All(samples, sample => Assert.InRange(double.Parse(sample, CultureInfo.InvariantCulture), before, Uptime()));
        Assert.All(samples, sample => Assert.Contains('.', sample));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_file_is_left_when_the_connection_ends_or_breaks(bool breaks)
    {
        await using var server = await SshServer.StartAsync();
        await using DelayProxy proxy = new(server.Port, TimeSpan.Zero);
        var before = TemporaryFiles();
        var host = await ConnectAsync(server.Target with { Port = proxy.Port });
        await host.PrepareAsync(isForPreview: false, Enough, Ct);
        var during = TemporaryFiles().Except(before).ToArray();
        Assert.Contains(during, HoldsTheProgram);
        Assert.Contains(during, Directory.Exists);

        if (breaks)
        {
            proxy.Cut();
        }

        await host.DisposeAsync();

        await Eventually.Is(() => !during.Any(HoldsTheProgram) && !during.Any(Directory.Exists));
    }

    [Fact]
    public async Task What_the_logins_shell_prints_without_a_line_end_hides_nothing()
    {
        await using var server = await SshServer.StartAsync();
        server.Write(".bashrc", "printf '\\033]0;a title\\007'; printf 'a warning' >&2\n");
        await using var host = await ConnectAsync(server.Target);

        await host.PrepareAsync(isForPreview: false, Enough, Ct);

        Assert.Equal(0, (await ExplainAsync(host)).ExitCode);
    }

    [Fact]
    public async Task An_answer_that_never_ends_is_given_up()
    {
        FakeHost fake = new();
        fake.On("explain", 0, [.. Enumerable.Repeat("log\tx " + new string('x', 1024 * 1024), 20)]).On("observe", 0, "now\t1");
        await using var host = await fake.ConnectAsync(Ct);

        var error = await Assert.ThrowsAsync<DeploymentException>(() => ExplainAsync(host));

        Assert.Contains("the host's answer is longer than", error.Message, StringComparison.Ordinal);
    }

    private static async Task<HostConnection> ConnectAsync(SshTarget target) =>
        new(await new SshConnector().ConnectAsync(target, Ct), new(Releases.AppName.Parse("nobody-has-this"), "nobody-has-this.service", "root", "test", "test"));

    private static Task<VerbResult> ExplainAsync(HostConnection host, bool onlyAfterSuccess = false) =>
        host.RunAsync("explain", ["services="], null, null, Enough, Ct, onlyAfterSuccess);

    private static double Uptime() => double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);

    private static MemoryStream Payload(int length) => new(new byte[length]);

    // Other tests have theirs.
    // The program's own file, and the folder of what the connection remembers.
    private static string[] TemporaryFiles() =>
        [.. Directory.GetFileSystemEntries(Path.GetTempPath(), "tmp.*"), .. Directory.GetFiles("/run", "coinpilot-program.*"), .. Directory.GetDirectories("/run", "coinpilot-session.*")];

    private static bool HoldsTheProgram(string file)
    {
        try
        {
            return new FileInfo(file).Length == Encoding.UTF8.GetByteCount(HostProgram.Text);
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    private sealed class SlowPayload : MemoryStream
    {
        public override long Length => 100_000_000;

        public override int Read(byte[] buffer, int offset, int count)
        {
            Thread.Sleep(50);
            return 1;
        }
    }
}
