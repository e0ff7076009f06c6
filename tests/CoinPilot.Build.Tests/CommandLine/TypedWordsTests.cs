using Xunit;

namespace CoinPilot.CommandLine;

/// <summary>What the next command needs of the one that was typed.</summary>
public sealed class TypedWordsTests
{
    [Fact]
    public void Their_names_are_parameters() =>
        Assert.All(TypedWords.Reaching.Union(TypedWords.Releasing), name => Assert.NotNull(BuildDescription.Of(typeof(Build)).Find(name)));

    [Fact]
    public void App_and_host_are_named_again_what_is_deployed_apart_and_what_is_for_once_not_at_all()
    {
        var specification = BuildDescription.Of(typeof(Build));
        var typed = ArgumentParser.Parse(
            specification,
            ["DeployUnit", "--app", "shop", "--ssh-host", "h1", "--ssh-key", "/my key", "--compose-files", "a.yml", "b.yml", "--stable-for", "2s", "--force", "--yes"]);

        var words = TypedWords.Of(specification, typed);

        Assert.Equal("--app shop --ssh-host h1 --ssh-key '/my key'", string.Join(' ', words.Reach));
        Assert.Equal("--compose-files a.yml b.yml --stable-for 2s", string.Join(' ', words.Release));
    }
}
