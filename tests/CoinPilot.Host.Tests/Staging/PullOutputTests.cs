using CoinPilot.Agent.Staging;
using Xunit;

namespace CoinPilot.Staging;

public sealed class PullOutputTests
{
    private const string Output = "1: Pulling from lab/tiny\nDigest: sha256:00ff\nStatus: Image is up to date for lab/tiny:1\ndocker.io/lab/tiny:1\n";

    [Theory]
    [InlineData("lab/tiny:1", "lab/tiny@sha256:00ff")]
    [InlineData("lab/tiny", "lab/tiny@sha256:00ff")]
    [InlineData("registry:5000/tiny", "registry:5000/tiny@sha256:00ff")]
    [InlineData("registry:5000/tiny:1", "registry:5000/tiny@sha256:00ff")]
    [InlineData("lab/tiny@sha256:11", null)]
    public void What_was_pulled_is_known_by_its_digest(string reference, string? pinned) => Assert.Equal(pinned, PullOutput.Pinned(reference, Output));

    [Fact]
    public void Without_a_digest_it_is_not() => Assert.Null(PullOutput.Pinned("lab/tiny:1", "Error: no\n"));

    [Theory]
    [InlineData("a\nb\tc\n\n", "b c")]
    [InlineData("\n\n", "")]
    public void Its_last_word_is_the_last_line_that_says_something(string said, string word) => Assert.Equal(word, PullOutput.LastLine(said));
}
