using CoinPilot.Agent.Files;
using CoinPilot.Agent.Installation;
using CoinPilot.Hosts;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Installation;

public sealed class AgentShelfTests
{
    private readonly SimulatedHost host = new();

    public AgentShelfTests()
    {
        Bring("own", days: 0);
        foreach (var (version, days) in ((string, int)[])[("a", 1), ("b", 2), ("c", 3), ("d", 4)])
        {
            Bring(version, days);
        }
    }

    private AgentShelf Shelf => new(host.Files, host.Parts.ProgramPath, host.Clock);

    private string[] Versions => [.. host.Files.List(AgentPlaces.Folder).Select(folder => Path.GetFileName(folder))];

    [Fact]
    public async Task The_link_leads_to_the_version_that_runs_and_survives_a_power_cut()
    {
        host.Files.Link(AgentPlaces.Link, AgentPlaces.ProgramOf("a"));

        await Shelf.LinkAsync(host.Context());
        host.Files.CutPower();

        Assert.Equal(host.Parts.ProgramPath, host.Files.Entry(AgentPlaces.Link)?.LinkTarget);
        Assert.Equal(["/usr/local/bin/coinpilot"], host.Files.List("/usr/local/bin"));
        Assert.Empty(host.Told);
    }

    [Fact]
    public async Task One_that_leads_there_is_left()
    {
        await Shelf.LinkAsync(host.Context());
        host.Files.ReadOnly.Add("/usr/local");

        await Shelf.LinkAsync(host.Context());

        Assert.Empty(host.Told);
    }

    [Fact]
    public async Task One_that_can_not_be_made_is_said()
    {
        host.Files.ReadOnly.Add("/usr/local");

        await Shelf.LinkAsync(host.Context());

        Assert.StartsWith("/usr/local/bin/coinpilot could not be made (Read-only file system", Assert.Single(host.Warned), StringComparison.Ordinal);
    }

    [Fact]
    public void The_three_newest_versions_stay()
    {
        Shelf.Prune();

        Assert.Equal(["a", "b", "own"], Versions);
    }

    [Theory]
    [InlineData("pending of another app", "/var/lib/coinpilot/other/pending")]
    [InlineData("guard", "/etc/systemd/system/other-guard.service")]
    [InlineData("timer", "/run/systemd/transient/other-revert.service")]
    [InlineData("job", "/run/systemd/transient/other-start.service")]
    public void What_something_may_still_call_stays(string why, string path)
    {
        host.Files.Lay(path, $"program='{AgentPlaces.ProgramOf("d")}' # {why}\n");

        Shelf.Prune();

        Assert.Equal(["a", "b", "d", "own"], Versions);
    }

    [Fact]
    public void What_the_link_leads_to_stays()
    {
        host.Files.Link(AgentPlaces.Link, AgentPlaces.ProgramOf("c"));

        Shelf.Prune();

        Assert.Equal(["a", "b", "c", "own"], Versions);
    }

    [Fact]
    public void The_version_that_runs_stays_however_old_it_is()
    {
        Bring("own", days: 100);

        Shelf.Prune();

        Assert.Equal(["a", "b", "c", "own"], Versions);
    }

    [Fact]
    public void A_copy_that_never_arrived_goes_after_a_day()
    {
        Bring(".new.abc", days: 2);
        Bring(".new.now", days: 0);

        Shelf.Prune();

        Assert.Equal([".new.now", "a", "b", "own"], Versions);
    }

    private void Bring(string version, int days)
    {
        host.Files.Lay(AgentPlaces.ProgramOf(version), version);
        host.Files.SetModifiedAt($"{AgentPlaces.Folder}/{version}", host.Clock.Now - TimeSpan.FromDays(days));
    }
}
