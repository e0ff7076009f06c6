using CoinPilot.Transport;
using Xunit;

namespace CoinPilot.Agent;

/// <summary>What the agent takes of a host's disk and of the line.</summary>
public sealed class AgentSizeTests
{
    private const int OnHost = 30_000_000;
    private const int OnTheWire = 12_000_000;

    [Fact]
    public Task The_agent_for_x86_64_keeps_to_its_bars() => KeepsToItsBarsAsync("x86_64", 0x3e);

    [Fact]
    [Trait("pace", "long")]
    public Task The_agent_for_aarch64_keeps_to_its_bars() => KeepsToItsBarsAsync("aarch64", 0xb7);

    // The machine stands in the program's header (elf(5), e_machine).
    private static async Task KeepsToItsBarsAsync(string architecture, byte machine)
    {
        var root = CommandLine.ProjectRoot.Find();
        var agent = await new AgentPublisher(root, _ => { }).GetAsync(architecture, TestContext.Current.CancellationToken);
        var runtime = architecture == "x86_64" ? "linux-x64" : "linux-arm64";
        var program = await File.ReadAllBytesAsync(Path.Combine(root, "artifacts", "agent", runtime, "coinpilot"), TestContext.Current.CancellationToken);

        Assert.Equal(machine, program[18]);
        Assert.True(program.Length <= OnHost, $"{program.Length} bytes");
        Assert.True(agent!.Packed.Length <= OnTheWire, $"{agent.Packed.Length} bytes packed");
    }
}
