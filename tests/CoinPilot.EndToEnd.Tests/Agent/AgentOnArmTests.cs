using System.Globalization;
using CliWrap;
using CliWrap.Buffered;
using CoinPilot.Protocol;
using CoinPilot.Transport;
using Xunit;

namespace CoinPilot.Agent;

/// <summary>The agent for aarch64, published on x86_64 and run by an emulator of that processor.</summary>
public sealed class AgentOnArmTests
{
    private const string Emulator = "/usr/bin/qemu-aarch64-static";
    private const string Libraries = "/usr/aarch64-linux-gnu";

    [Fact]
    [Trait("pace", "long")]
    public async Task Speaks_its_version_its_protocol_and_its_help()
    {
        Assert.SkipUnless(
            File.Exists(Emulator) && Directory.Exists(Libraries),
            "it needs an emulator and a C library: apt-get install -y --no-install-recommends qemu-user-static libc6-arm64-cross libgcc-s1-arm64-cross libstdc++6-arm64-cross");
        var root = CommandLine.ProjectRoot.Find();
        await new AgentPublisher(root, _ => { }).GetAsync(new("aarch64", new(2, 36)), TestContext.Current.CancellationToken);
        var program = Path.Combine(root, "artifacts", "agent", "linux-arm64-portable", "coinpilot");

        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{ProtocolVersion.Oldest} {ProtocolVersion.Current}"), await RunAsync(program, "--protocol"));
        Assert.NotEqual("", await RunAsync(program, "--version"));
        Assert.StartsWith("usage: sudo coinpilot", await RunAsync(program, "--help"), StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(string program, string word)
    {
        var said = await Cli.Wrap(Emulator).WithArguments(["-L", Libraries, program, word]).WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        Assert.True(said.ExitCode == 0, said.StandardError);
        return said.StandardOutput.Trim();
    }
}
