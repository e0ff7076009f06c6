using CoinPilot.Protocol;
using Xunit;

namespace CoinPilot.Stack;

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
        Assert.Equal([new(CheckoutKind.Read, "/o/compose.yml"), new(CheckoutKind.Stat, "/o/web")], first.ToRequest().Questions);

        tree.Learn(new() { Files = [new("/o/compose.yml", "file", "a: …"u8.ToArray())], Kinds = [new("/o/web", "missing")] });

        Assert.Equal("a: …", tree.TextOf("/o/compose.yml"));
        Assert.True(tree.FileExists("/o/compose.yml"));
        Assert.False(tree.DirectoryExists("/o/web"));
        Assert.False(tree.Ask(new() { Folder = "/o" }));
    }

    [Fact]
    public void A_missing_or_an_empty_file_is_known_too()
    {
        HostTree tree = new();

        tree.Learn(new() { Files = [new("/o/a", "missing", null), new("/o/with space", "file", ReadOnlyMemory<byte>.Empty)] });

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
        Assert.Equal(ExitStatus.BadInput, Assert.Throws<DeploymentException>(() => new CheckoutQuestions { Folder = "/o" }.Ask(CheckoutKind.Read, "/o/a\nb")).ExitStatus);

    [Fact]
    public void Only_what_looks_like_a_script_is_asked_for_to_see_its_first_line()
    {
        HostTree tree = new();

        Assert.Null(tree.Beginning("/srv/model.bin"));
        Assert.True(tree.Beginning("/srv/start.sh") is { Length: 0 });
        CheckoutQuestions open = new() { Folder = "/srv" };

        Assert.True(tree.Ask(open));
        var question = Assert.Single(open.ToRequest().Questions);
        Assert.Equal((CheckoutKind.Read, "/srv/start.sh"), (question.Kind, question.Path));
    }
}
