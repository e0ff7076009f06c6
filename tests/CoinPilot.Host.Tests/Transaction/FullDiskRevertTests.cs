using CoinPilot.Agent.Files;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Transaction;

/// <summary>The way back on a disk that is full: what lies ready has room, and what can't be written down stops nothing.</summary>
public sealed class FullDiskRevertTests
{
    private readonly PendingHost pending = new();

    public FullDiskRevertTests()
    {
        pending.LayReady();
        pending.Host.Systemd.EnableAsync(PendingHost.Unit, default);
        pending.Host.Files.SyncAll("/");
        pending.Host.Files.IsFull = true;
    }

    private SimulatedHost Host => pending.Host;

    [Fact]
    public async Task What_lies_ready_is_renamed()
    {
        var (answer, failure) = await pending.RevertAsync();

        Assert.Null(failure);
        Assert.Equal("OLD", answer.To);
        Assert.False(pending.IsPending);
        Assert.Equal(PendingHost.OldUnit, pending.Text(Host.Places.UnitFile));
        Assert.Equal("old hold\n", pending.Text(Host.Places.HoldFile));
        Assert.Null(Host.Files.Entry(Host.Places.TransactionFile));
        Assert.Null(Host.Files.Entry(Host.Places.UnitReady));
        Assert.Null(Host.Files.Entry(Host.Places.HoldReady));
        Assert.Contains(Host.Said, said => said.StartsWith("that it was reverted could not be written down: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_over_for_good_also_when_the_power_is_cut_then()
    {
        await pending.RevertAsync();

        Host.CutPower();

        Assert.False(pending.IsPending);
        Assert.Equal(PendingHost.OldUnit, pending.Text(Host.Places.UnitFile));
        Assert.Equal("old hold\n", pending.Text(Host.Places.HoldFile));
    }

    [Fact]
    public async Task A_long_history_that_can_not_be_trimmed_stops_nothing()
    {
        Host.Files.IsFull = false;
        Host.Files.Lay(Host.Places.Journal, string.Concat(Enumerable.Range(0, 1200).Select(number => $"{number}\n")));
        Host.Files.IsFull = true;

        Assert.Null((await pending.RevertAsync()).Failure);
    }

    [Fact]
    public async Task A_revert_that_died_between_two_renames_is_repeated()
    {
        Host.Files.Before = (step, path) =>
        {
            if (step == "rename" && path == Host.Places.UnitReady)
            {
                throw new DiedException();
            }
        };
        await Assert.ThrowsAsync<DiedException>(() => pending.RevertAsync());
        Host.Files.Before = null;
        Assert.Equal("old hold\n", pending.Text(Host.Places.HoldFile));
        Assert.NotEqual(PendingHost.OldUnit, pending.Text(Host.Places.UnitFile));

        Assert.Null((await pending.RevertAsync()).Failure);

        Assert.Equal("old hold\n", pending.Text(Host.Places.HoldFile));
        Assert.Equal(PendingHost.OldUnit, pending.Text(Host.Places.UnitFile));
    }

    // Of an older switch that died, or of somebody else: only what is what `old` holds is taken.
    [Fact]
    public async Task What_lies_ready_and_is_not_the_old_unit_is_not_put_back()
    {
        Host.Files.IsFull = false;
        Host.Files.Lay(Host.Places.UnitReady, "an even older unit\n");

        Assert.Null((await pending.RevertAsync()).Failure);

        Assert.Equal(PendingHost.OldUnit, pending.Text(Host.Places.UnitFile));
        Assert.Null(Host.Files.Entry(Host.Places.UnitReady));
    }
}
