using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Transaction;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Transaction;

/// <summary>The units that guard and watch a stack are there, whatever deployed it.</summary>
public sealed class OwnUnitsTests
{
    private readonly PendingHost pending = new();

    private SimulatedHost Host => pending.Host;

    [Fact]
    public async Task A_host_of_an_older_version_gets_them_and_a_second_time_changes_nothing()
    {
        Host.Files.Remove(Host.Places.Pending);

        await PutRightAsync();

        string[] units = [Host.Places.GuardUnit, Host.Places.BootUnit, Host.Places.WatchTimer];
        Assert.All(units, unit => Assert.Contains($"enable {unit}", Host.Systemd.Changes));
        Assert.Contains("daemon-reload", Host.Systemd.Changes);
        Assert.Contains(Host.Systemd.Changes, change => change.StartsWith($"start {Host.Places.WatchTimer}", StringComparison.Ordinal));
        Host.Systemd.Changes.Clear();
        await PutRightAsync();
        Assert.Empty(Host.Systemd.Changes);
    }

    [Fact]
    public async Task A_pending_switch_keeps_those_of_its_version()
    {
        await PutRightAsync();

        Assert.Empty(Host.Systemd.Changes);
    }

    [Fact]
    public async Task What_fails_is_said_and_stops_nobody()
    {
        Host.Files.Remove(Host.Places.Pending);
        Host.Files.ReadOnly.Add(AppPlaces.UnitFolder);

        await PutRightAsync();

        Assert.Contains(Host.Warned, warning => warning.Contains("could not be put right", StringComparison.Ordinal));
    }

    private Task<bool> PutRightAsync()
    {
        return Host.Clock.RunAsync(RunAsync());

        async Task<bool> RunAsync()
        {
            await OwnUnits.PutRightAsync(Host.Transaction, default);
            return true;
        }
    }
}
