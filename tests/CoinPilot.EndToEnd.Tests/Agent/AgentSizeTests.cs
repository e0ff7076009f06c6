using CoinPilot.Transport;
using Xunit;

namespace CoinPilot.Agent;

/// <summary>What the agent takes of a host's disk and of the line.</summary>
public sealed class AgentSizeTests
{
    private const int OnHost = 30_000_000;
    private const int OnTheWire = 12_000_000;

    private static readonly string Root = CommandLine.ProjectRoot.Find();

    [Fact]
    public Task The_portable_agent_for_x86_64_keeps_to_its_bars() => KeepsToItsBarsAsync("x86_64", 0x3e);

    [Fact]
    [Trait("pace", "long")]
    public Task The_portable_agent_for_aarch64_keeps_to_its_bars() => KeepsToItsBarsAsync("aarch64", 0xb7);

    // With a C toolchain here the native one is made; a host whose C library is too old for it gets the portable one all the same.
    [Fact]
    public async Task The_native_agent_is_smaller_and_is_for_hosts_that_can_run_it()
    {
        AgentPublisher publisher = new(Root, _ => { });

        var native = await publisher.GetAsync(new("x86_64", new(2, 99)), TestContext.Current.CancellationToken);
        var old = await publisher.GetAsync(new("x86_64", new(2, 27)), TestContext.Current.CancellationToken);

        Assert.SkipUnless(File.Exists("/usr/bin/gcc") || File.Exists("/usr/bin/clang"), "this machine has no C toolchain");
        Assert.True(native!.Packed.Length <= OnTheWire / 3 * 2, $"{native.Packed.Length} bytes packed");
        Assert.NotEqual(native.Digest, old!.Digest);
        Assert.Equal(2, new AgentPublisher(Root, _ => { }).DigestsOf("x86_64").Length);
    }

    // The machine stands in the program's header (elf(5), e_machine).
    private static async Task KeepsToItsBarsAsync(string architecture, byte machine)
    {
        var agent = await new AgentPublisher(Root, _ => { }).GetAsync(new(architecture, null), TestContext.Current.CancellationToken);
        var runtime = architecture == "x86_64" ? "linux-x64" : "linux-arm64";
        var program = await File.ReadAllBytesAsync(Path.Combine(Root, "artifacts", "agent", $"{runtime}-portable", "coinpilot"), TestContext.Current.CancellationToken);

        Assert.Equal(machine, program[18]);
        Assert.True(program.Length <= OnHost, $"{program.Length} bytes");
        Assert.True(agent!.Packed.Length <= OnTheWire, $"{agent.Packed.Length} bytes packed");
    }
}
