using System.Diagnostics;
using CoinPilot.Releases;
using Xunit;

namespace CoinPilot.Stack;

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

    [Theory]
    [InlineData("*a*a*a*a*a*a*a*a*a*a*a*a*a*b")]
    [InlineData("**/**/**/**/**/**/**/**/**/**/a*/x")]
    [InlineData("a**a**a**a**a**a**a**a**b")]
    [InlineData("??????????*?*?*?*?*?*?*?*?*b")]
    public void A_hostile_rule_is_no_wait(string rule)
    {
        var ignore = DockerIgnore.Parse(string.Join('\n', Enumerable.Repeat(rule, 200)));
        var name = string.Concat(Enumerable.Repeat("a", 200));
        var clock = Stopwatch.StartNew();

        for (var i = 0; i < 20; i++)
        {
            Assert.False(ignore.Excludes(name));
            Assert.False(ignore.Excludes(string.Join('/', Enumerable.Repeat("a", 500))));
        }

        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), $"{clock.Elapsed}");
        Assert.Equal(ExitStatus.BadInput, Assert.Throws<DeploymentException>(() => ignore.ForHost).ExitStatus);
    }

    [Theory]
    [InlineData("*/*/*/*/*/*.log")]
    [InlineData("**/*.test.*.js")]
    [InlineData("**/node_modules/**")]
    public void An_honest_rule_is_followed_on_the_host(string rule) => Assert.NotEmpty(DockerIgnore.Parse(rule).ForHost);

    [Fact]
    public void Too_many_rules_too_long_ones_and_no_rules_are_named()
    {
        var many = string.Join('\n', Enumerable.Range(0, 1001));

        Assert.All(new[] { many, new string('a', 1001), "[z-a]" }, text =>
        {
            var error = Assert.Throws<DeploymentException>(() => DockerIgnore.Parse(text));
            Assert.Equal(ExitStatus.BadInput, error.ExitStatus);
            Assert.Contains(".dockerignore", error.Message, StringComparison.Ordinal);
        });
    }

    // A release on the host holds them in a form of its own.
    [Theory]
    [InlineData("*.pyc\n**/*.log\n!keep.log\n[ab].txt\n", "x.pyc:keep.log:sub/a.log:b.txt:c.txt:sub/x.pyc", "keep.log:c.txt:sub/x.pyc")]
    [InlineData("a.b\nte?t\nc+(d)\ne^f\n$g\nh{1}\n", "aXb:a.b:test:te/t:c+(d):ccd:e^f:$g:h{1}:h", "aXb:te/t:ccd:h")]
    public void The_host_reads_the_same_rules(string rules, string paths, string kept)
    {
        var ignore = DockerIgnore.Parse(rules);
        var there = IgnoreRules.Parse(ignore.ForHost, null);

        Assert.Equal(kept.Split(':'), paths.Split(':').Where(path => !ignore.Excludes(path)));
        Assert.Equal(kept.Split(':'), paths.Split(':').Where(path => there.Keeps(IgnoreRules.ByteText(path))));
    }
}
