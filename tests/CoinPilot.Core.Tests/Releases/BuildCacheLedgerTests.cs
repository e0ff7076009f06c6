using System.Collections.Immutable;
using Xunit;

namespace CoinPilot.Releases;

public sealed class BuildCacheLedgerTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 5, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Nothing_that_was_there_before_a_build_is_its_own()
    {
        var ledger = BuildCacheLedger.Empty.Built([Entry("others")], [Entry("others", used: 5), Entry("ours")], Start);

        Assert.Equal(["ours"], ledger.Builds[0]);
        Assert.Empty(ledger.Bounded([Entry("others"), Entry("ours")]).Due);
    }

    [Fact]
    public void What_the_last_three_builds_neither_made_nor_used_may_go()
    {
        ImmutableArray<CacheEntry> here = [Entry("others")];
        var ledger = BuildCacheLedger.Empty;
        for (var build = 1; build <= 5; build++)
        {
            // Each makes an entry, and all use the first one again.
            var before = here;
            here = [.. here.Where(entry => entry.Id != "base"), Entry("base", used: build), Entry($"made{build}", used: build)];
            ledger = BuildCacheLedger.Parse(ledger.Built(before, here, Start.AddMinutes(build)).ToString());
        }

        var (due, kept) = ledger.Bounded(here);

        Assert.Equal(["made1", "made2"], due.Order(StringComparer.Ordinal));
        Assert.Equal(BuildCacheLedger.KeptBuilds, kept.Builds.Length);

        // The engine leaves what an image shares; it is asked for again, and what is gone is forgotten.
        var (again, then) = kept.Bounded(here.Where(entry => entry.Id != "made1"));
        Assert.Equal(["made2"], again);
        Assert.Equal(["made2"], then.Left);
    }

    [Fact]
    public void Builds_that_take_too_much_together_keep_the_last_ones()
    {
        var large = BuildCacheLedger.MostBytes / 2 + 1;
        ImmutableArray<CacheEntry> here = [Entry("one", bytes: large), Entry("two", bytes: large), Entry("three", bytes: BuildCacheLedger.MostBytes + 1)];

        Assert.Equal(["one"], new BuildCacheLedger([], [["one"], ["two"]]).Bounded(here).Due);
        Assert.Equal(["two"], new BuildCacheLedger([], [["two"], ["three"]]).Bounded(here).Due);
    }

    [Fact]
    public void A_later_format_is_refused_by_name() =>
        Assert.Contains("build cache", Assert.Throws<UnknownFormatException>(() => BuildCacheLedger.Parse("format='2'\n")).Message, StringComparison.Ordinal);

    private static CacheEntry Entry(string id, int used = 0, long bytes = 1) => new(id, bytes, Start.AddMinutes(used));
}
