using CoinPilot.Hosts;
using Xunit;

namespace CoinPilot.Checkout;

public sealed class HostTreeTests
{
    [Fact]
    public void What_is_not_known_is_asked_for_once()
    {
        HostTree tree = new();
        Assert.Empty(tree.Read("/o/compose.yml")!);
        Assert.True(tree.DirectoryExists("/o/web"));
        CheckoutQuestions first = new() { Folder = "/o" };
        Assert.True(tree.Ask(first));
        Assert.Equal("in\t-\t-\t/o\nread\t-\t-\t/o/compose.yml\nstat\t-\t-\t/o/web\n", first.ToString());

        tree.Learn(HostFacts.Parse("file\tfile YTog4oCm /o/compose.yml\nstat\tmissing /o/web\n"));

        Assert.Equal("a: …", tree.TextOf("/o/compose.yml"));
        Assert.True(tree.FileExists("/o/compose.yml"));
        Assert.False(tree.DirectoryExists("/o/web"));
        Assert.False(tree.Ask(new() { Folder = "/o" }));
    }

    [Fact]
    public void A_missing_or_an_empty_file_is_known_too()
    {
        HostTree tree = new();

        tree.Learn(HostFacts.Parse("file\tmissing - /o/a\nfile\tfile  /o/with space\n"));

        Assert.Null(tree.Read("/o/a"));
        Assert.Empty(tree.Read("/o/with space")!);
        Assert.False(tree.Ask(new() { Folder = "/o" }));
    }

    [Fact]
    public void The_env_file_beside_it_is_never_asked_for()
    {
        HostTree tree = new() { Emptied = "/o/.env" };

        Assert.True(tree.FileExists("/o/.env"));
        Assert.Empty(tree.Read("/o/.env")!);
        Assert.False(tree.Ask(new() { Folder = "/o" }));
    }

    [Fact]
    public void A_path_that_a_line_cannot_hold_is_refused() =>
        Assert.Equal(ExitStatus.BadInput, Assert.Throws<DeploymentException>(() => new CheckoutQuestions { Folder = "/o" }.Read("/o/a\nb")).ExitStatus);
}
