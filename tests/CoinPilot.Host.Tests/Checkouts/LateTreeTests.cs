using CoinPilot.Agent;
using CoinPilot.Agent.Checkouts;
using CoinPilot.Agent.Serving;
using CoinPilot.Agent.Time;
using CoinPilot.Protocol;
using Xunit;

namespace CoinPilot.Checkouts;

/// <summary>A tree that takes too long to read: nobody waits for minutes in a test.</summary>
public sealed class LateTreeTests
{
    private readonly HostParts host = new(new SlowFiles("0123\tmount\t-\t-\t/opt/app/data\n"), null!, null!, new HostClock(), "coinpilot");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Is_refused_when_it_is_asked_for()
    {
        var refused = await Assert.ThrowsAsync<VerbFailedException>(() => new CheckoutVerb(host).RunAsync(new("/opt/app", [new(CheckoutKind.Tree, "/opt/app/data")]), Ct));

        Assert.Equal(ExitStatus.BadInput, refused.Failure.ExitCode);
        Assert.StartsWith("/opt/app/data could not be read in time: its files or the rules", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Differs_from_what_a_release_was_made_from()
    {
        VerbContext context = new(new("app", "", "app", "-", "-"), null, _ => ValueTask.CompletedTask);

        var answer = await new CheckoutSinceVerb(host, context).RunAsync(new("20260101-000000-abcdefa"), Ct);

        Assert.Equal(new CheckoutChange("mount", "/opt/app/data", IsGone: false), Assert.Single(answer.Changes));
    }

    [Theory]
    [InlineData("../../etc")]
    [InlineData("-x")]
    [InlineData("")]
    public async Task What_is_no_release_is_no_path(string release)
    {
        VerbContext context = new(new("app", "", "app", "-", "-"), null, _ => ValueTask.CompletedTask);

        await Assert.ThrowsAsync<VerbFailedException>(() => new CheckoutSinceVerb(host, context).RunAsync(new(release), Ct));
    }

    [Theory]
    [InlineData("data")]
    [InlineData("")]
    [InlineData("/a\0b")]
    public async Task What_is_no_absolute_path_is_refused(string path) =>
        await Assert.ThrowsAsync<VerbFailedException>(() => new CheckoutVerb(host).RunAsync(new("/opt/app", [new(CheckoutKind.Stat, path)]), Ct));
}
