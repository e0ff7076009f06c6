using CoinPilot.Agent;
using CoinPilot.Agent.Checkouts;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Time;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Checkouts;

/// <summary>What of a checkout takes too long to read: it ends, also in a revert, and is never taken for read.</summary>
public sealed class CheckoutBoundsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("coinpilot-context-").FullName;
    private readonly HostParts host = new(new HostFiles(), null!, null!, new HostClock(), "coinpilot");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // 8 TiB of nothing: as long as reading them would take no test may wait.
    [Fact]
    public async Task A_file_without_an_end_is_given_up_and_so_is_all_that_is_asked_after_it()
    {
        using (var huge = File.Create($"{folder}/huge"))
        {
            huge.SetLength(8L << 40);
        }

        CheckoutTrees trees = new(host, TimeSpan.FromSeconds(1));
        Assert.Equal(CheckoutTrees.Unread, await trees.DigestAsync(folder, null, "", Ct));
        Assert.True(trees.IsLate);
        File.Delete($"{folder}/huge");

        Assert.Equal(CheckoutTrees.Unread, await trees.DigestAsync(folder, null, "", Ct));
        Assert.Equal(64, (await new CheckoutTrees(host, TimeSpan.FromMinutes(2)).DigestAsync(folder, null, "", Ct)).Length);
    }

    [Fact]
    public async Task What_a_rule_leaves_out_takes_no_time()
    {
        using (var huge = File.Create($"{folder}/huge"))
        {
            huge.SetLength(8L << 40);
        }

        Assert.Equal(64, (await new CheckoutTrees(host, TimeSpan.FromMinutes(2)).DigestAsync(folder, null, "x^huge$", Ct)).Length);
    }

    [Fact]
    public async Task A_tree_that_is_not_there_is_told_from_one_that_can_not_be_read()
    {
        SimulatedHost simulated = new();

        Assert.Equal(CheckoutTrees.Missing, await new CheckoutTrees(simulated.Parts, TimeSpan.FromSeconds(1)).DigestAsync("/opt/app", null, "", Ct));
        Assert.Equal(CheckoutTrees.Unread, await new CheckoutTrees(simulated.Parts, TimeSpan.Zero).DigestAsync("/opt/app", null, "", Ct));
    }
}
