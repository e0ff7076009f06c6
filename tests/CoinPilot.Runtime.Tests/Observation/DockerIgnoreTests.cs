using Xunit;

namespace CoinPilot.Observation;

public sealed class DockerIgnoreTests
{
    [Theory]
    [InlineData("*.pyc", "a.pyc", true)]
    [InlineData("*.pyc", "sub/a.pyc", false)]
    [InlineData("**/*.pyc", "sub/deep/a.pyc", true)]
    [InlineData("**/*.pyc", "a.pyc", true)]
    [InlineData("node_modules", "node_modules/x/y.js", true)]
    [InlineData("/build/", "build/out", true)]
    [InlineData("./build", "build", true)]
    [InlineData("te?t", "test", true)]
    [InlineData("te?t", "te/t", false)]
    [InlineData("[ab].txt", "b.txt", true)]
    [InlineData("# comment", "# comment", false)]
    [InlineData("", "a", false)]
    [InlineData("*\n!keep.txt", "keep.txt", false)]
    [InlineData("*\n!keep.txt", "other.txt", true)]
    [InlineData("docs\n!docs/README.md", "docs/README.md", false)]
    [InlineData("!keep\n*", "keep", true)]
    [InlineData("a/../b", "b", true)]
    [InlineData("a.b", "aXb", false)]
    public void A_path_is_left_out_by_the_last_rule_that_matches(string rules, string path, bool excluded) =>
        Assert.Equal(excluded, DockerIgnore.Parse(rules).Excludes(path));

    [Theory]
    [InlineData("docs", "docs", true)]
    [InlineData("*", "docs", true)]
    [InlineData("docs/*", "docs", false)]
    [InlineData("docs\n!docs/README.md", "docs", false)]
    [InlineData("", "docs", false)]
    public void A_folder_need_not_be_read_when_no_rule_can_keep_anything_in_it(string rules, string folder, bool unread) =>
        Assert.Equal(unread, DockerIgnore.Parse(rules).ExcludesAllBelow(folder));
}
