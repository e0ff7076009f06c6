using Xunit;

namespace CoinPilot.CommandLine;

public sealed class InputPathTests
{
    [Fact]
    public void A_tilde_is_the_home_folder()
    {
        Assert.Equal(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".ssh/id_ed25519"), InputPath.Resolve("~/.ssh/id_ed25519", "/nowhere"));
    }

    [Fact]
    public void What_is_not_here_is_looked_for_in_the_project()
    {
        Assert.Equal("/nowhere/deploy/compose.yml", InputPath.Resolve("deploy/compose.yml", "/nowhere"));
    }

    [Fact]
    public void What_is_here_wins()
    {
        Assert.Equal(Environment.CurrentDirectory, InputPath.Resolve(".", "/nowhere"));
    }
}
