using CoinPilot.Agent.Docker;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Docker;

/// <summary>The version of Compose is asked for once, and again of another program.</summary>
public sealed class ComposeVersionsTests
{
    private const string Plugin = "/usr/libexec/docker/cli-plugins/docker-compose";

    private readonly SimulatedHost host = new();
    private int asked;

    [Fact]
    public async Task Another_process_need_not_ask_again()
    {
        host.Files.Lay(Plugin, "2.26.1");

        Assert.Equal(["2.26.1", "2.26.1"], [await AskAsync(), await AskAsync()]);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Another_program_is_asked()
    {
        host.Files.Lay(Plugin, "2.26.1");
        await AskAsync();
        host.Files.Lay(Plugin, "2.40.13");

        Assert.Equal("2.40.13", await AskAsync());
    }

    [Fact]
    public async Task Without_an_answer_it_is_asked_again()
    {
        host.Files.Lay(Plugin, ComposePlugin.Missing);
        await AskAsync();
        await AskAsync();

        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task Where_nothing_can_be_noted_it_is_asked_again()
    {
        host.Files.Lay(Plugin, "2.26.1");
        host.Files.ReadOnly.Add("/run");
        await AskAsync();

        Assert.Equal("2.26.1", await AskAsync());
        Assert.Equal(2, asked);
    }

    // The program tells its own version.
    private Task<string> AskAsync() => new ComposeVersions(host.Files).OfAsync(Plugin, () =>
    {
        asked++;
        return Task.FromResult(System.Text.Encoding.UTF8.GetString(host.Files.Read(Plugin)!));
    });
}
