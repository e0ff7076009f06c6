using CliWrap;
using CliWrap.Buffered;
using CoinPilot.Agent.Cli;
using CoinPilot.Agent.Installation;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Cli;

/// <summary>Help, completion and manual page are made from one list.</summary>
public sealed class HostWordTests
{
    [Theory]
    [InlineData("coinpilot re", "releases revert restore")]
    [InlineData("sudo coinpilot sta", "status")]
    [InlineData("coinpilot logs --f", "--follow")]
    [InlineData("coinpilot status --f", "")]
    public async Task Bash_offers_what_the_program_takes(string typed, string offered)
    {
        var words = typed.Split(' ');

        var said = await CliWrap.Cli.Wrap("bash").WithArguments(["-c", $"{BashCompletion.Text}\nCOMP_WORDS=({typed}); COMP_CWORD={words.Length - 1}; COMPREPLY=(); _coinpilot; echo \"${{COMPREPLY[*]}}\""])
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);

        Assert.Equal(offered, said.StandardOutput.Trim());
    }

    [Fact]
    public void Every_command_and_option_is_told_everywhere()
    {
        foreach (var name in HostWord.All.Select(word => word.Name).Concat(HostWord.All.SelectMany(word => word.Options).Select(option => option.Name)))
        {
            Assert.All((string[])[HostWord.Usage, BashCompletion.Text], text => Assert.Contains(name, text, StringComparison.Ordinal));
            Assert.Contains(name.Replace("-", "\\-", StringComparison.Ordinal), ManualPage.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void They_are_put_there_once()
    {
        SimulatedHost host = new();

        ShellSupport.Put(host.Files);

        Assert.Equal(BashCompletion.Text, System.Text.Encoding.UTF8.GetString(host.Files.Read(BashCompletion.Path)!));
        Assert.Equal(ManualPage.Text, System.Text.Encoding.UTF8.GetString(host.Files.Read(ManualPage.Path)!));
        host.Files.ReadOnly.Add("/usr");
        ShellSupport.Put(host.Files);
    }
}
