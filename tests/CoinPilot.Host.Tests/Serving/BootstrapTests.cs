using System.Collections.Immutable;
using System.Text;
using CoinPilot.Agent.Processes;
using CoinPilot.Transport;
using CoinPilot.Hosts;
using Xunit;

namespace CoinPilot.Serving;

/// <summary>The command that begins an agent, run by this machine's shell in a folder of its own.</summary>
public sealed class BootstrapTests : IDisposable
{
    private const string Token = "feed";

    // An agent that repeats what it hears.
    private static readonly AgentFile Agent = AgentFile.Of("#!/bin/sh\ncase $1 in --version) echo 1 ;; serve) echo \"serving $3\"; cat ;; esac\n"u8.ToArray());

    private readonly string folder = Directory.CreateTempSubdirectory("coinpilot-bootstrap-").FullName;

    private string Program => $"{folder}/{Agent.Digest}/coinpilot";

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_agent_is_counted_off_and_what_follows_is_only_heard_by_it()
    {
        var said = await RunAsync(Agent.Packed, Agent.Packed.Length, "echo the payload was run >&2\n");

        Assert.Equal(["", $"agent-needed\t{Token} {await MachineAsync()} {await LibraryAsync()}", $"serving {Token}", "echo the payload was run >&2"], said.Output.TrimEnd('\n').Split('\n'));
        Assert.Equal("", said.Error);
        Assert.Equal([Path.GetDirectoryName(Program)], Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public async Task One_that_is_there_is_not_asked_for()
    {
        await RunAsync(Agent.Packed, Agent.Packed.Length, "");

        var said = await RunAsync(null, 0, "heard\n");

        Assert.Equal($"\nserving {Token}\nheard\n", said.Output);
    }

    [Fact]
    public async Task The_second_best_that_is_there_is_taken_where_the_best_is_not()
    {
        await RunAsync(Agent.Packed, Agent.Packed.Length, "");

        var said = await RunAsync(null, 0, "heard\n", known: [new('0', 64), Agent.Digest]);

        Assert.Equal($"\nserving {Token}\nheard\n", said.Output);
    }

    public static TheoryData<string> Damages => [": >", "printf '\\177ELF\\2\\1\\1junk' >", "rm", "chmod 644", "printf 'exit 3' >"];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task One_that_is_there_and_does_not_run_is_replaced(string damage)
    {
        await RunAsync(Agent.Packed, Agent.Packed.Length, "");

        var said = await RunAsync(Agent.Packed, Agent.Packed.Length, "heard\n", $"{damage} '{Program}'; ");

        Assert.EndsWith($"serving {Token}\nheard\n", said.Output, StringComparison.Ordinal);
        Assert.Equal($"\nserving {Token}\n", (await RunAsync(null, 0, "")).Output);
        Assert.Equal([Path.GetDirectoryName(Program)], Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public async Task One_that_is_cut_off_does_not_run_and_leaves_nothing()
    {
        var said = await RunAsync(Agent.Packed[..^10], Agent.Packed.Length, "");

        Assert.NotEqual(0, said.ExitCode);
        Assert.Contains($"agent-failed\t{Token} the agent", said.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("serving", said.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public async Task One_that_is_another_than_was_said_does_not_run_and_leaves_nothing()
    {
        var another = AgentFile.Of("#!/bin/sh\necho another\n"u8.ToArray());

        var said = await RunAsync(another.Packed, another.Packed.Length, "");

        Assert.Contains($"agent-failed\t{Token} the agent arrived damaged: run the command again", said.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    // With /tmp full not even the way back would run.
    [Fact]
    public async Task It_needs_no_tmp()
    {
        var said = await RunAsync(Agent.Packed, Agent.Packed.Length, "", "TMPDIR=/nowhere; export TMPDIR; ");

        Assert.EndsWith($"serving {Token}\n", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_logins_shell_prints_without_a_line_end_hides_nothing()
    {
        var said = await RunAsync(Agent.Packed, Agent.Packed.Length, "", "printf 'a title'; ");

        Assert.Contains($"\nagent-needed\t{Token} ", said.Output, StringComparison.Ordinal);
    }

    // What was said before the host asked for the agent is passed over: the client says it again.
    private Task<CommandOutput> RunAsync(ReadOnlyMemory<byte>? packed, int length, string after, string login = "", ImmutableArray<string> known = default)
    {
        var command = AgentBootstrap.Command(new Source(known.IsDefault ? [Agent.Digest] : known), Token, asRoot: true, takesAny: false).Replace(AgentPlaces.Folder, folder, StringComparison.Ordinal);
        var before = packed is null ? "" : $"{{\"said\":\"before\"}}\nagent {Token} {Agent.Digest} {length}\n";
        return new HostCommand("/bin/sh", ["-c", login + command], TimeSpan.FromMinutes(2))
        {
            InputBytes = (byte[])[.. Encoding.ASCII.GetBytes(before), .. (packed ?? default).Span, .. Encoding.ASCII.GetBytes(after)],
        }.RunAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<string> MachineAsync() => (await HostCommand.Of("uname", TimeSpan.FromMinutes(1), "-m").RunAsync(TestContext.Current.CancellationToken)).Output.Trim();

    private static async Task<string> LibraryAsync() => (await HostCommand.Of("getconf", TimeSpan.FromMinutes(1), "GNU_LIBC_VERSION").RunAsync(TestContext.Current.CancellationToken)).Output.Trim();

    private sealed class Source(ImmutableArray<string> known) : IAgentSource
    {
        public ImmutableArray<string> DigestsOf(string architecture) => known;

        public Task<AgentFile?> GetAsync(HostMachine machine, CancellationToken ct) => Task.FromResult<AgentFile?>(Agent);
    }
}
