using Xunit;

namespace CoinPilot.Planning;

public sealed class ImageNamesTests
{
    [Theory]
    [InlineData("redis:7.2.4", "redis:7.2.5", "redis:7.2.4 → 7.2.5")]
    [InlineData("host:5000/a/b:1", "host:5000/a/b:2", "host:5000/a/b:1 → 2")]
    [InlineData("a@sha256:1", "a@sha256:2", "a@sha256:1 → sha256:2")]
    [InlineData("host:5000/a", "host:5000/a:2", "host:5000/a → host:5000/a:2")]
    [InlineData("a:1", "b:1", "a:1 → b:1")]
    public void The_repository_is_said_once(string before, string after, string expected) =>
        Assert.Equal(expected, ImageNames.Change(before, after));
}
