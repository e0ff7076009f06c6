using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Transaction;

public sealed class ReleaseTagsTests
{
    // The tags of what is on a host already are never made anew.
    [Theory]
    [InlineData("OLD", "coinpilot/tiny/web:OLD")]
    [InlineData("NEW", "coinpilot/tiny.x/x-57eb:NEW")]
    [InlineData("NEXT", "coinpilot/tiny.x/x-57eb:NEXT")]
    public void A_release_of_before_keeps_its_names(string release, string tag)
    {
        SimulatedHost host = new();
        host.LayRelease("OLD", "images='Web=a:1'\n");
        host.LayRelease("NEW", "images='Web=a:1'\ntags='exact'\n");

        Assert.Equal(tag, host.Transaction.Tags.Of("Web", release));
    }
}
