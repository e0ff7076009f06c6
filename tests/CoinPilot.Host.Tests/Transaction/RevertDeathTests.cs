using CoinPilot.Agent.Files;
using CoinPilot.Agent.Transaction;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Transaction;

/// <summary>A way back that dies before each of its steps, one after the other, and is asked for again.</summary>
public sealed class RevertDeathTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wherever_it_dies_the_next_one_brings_all_of_it_back(bool powerIsCut)
    {
        var deaths = 0;
        while (await DiesBeforeAsync(deaths, powerIsCut))
        {
            deaths++;
        }

        Assert.InRange(deaths, 20, 200);
    }

    // Whether it came so far.
    private static async Task<bool> DiesBeforeAsync(int step, bool powerIsCut)
    {
        PendingHost pending = new();
        pending.LayReady();
        var left = step;
        pending.Host.Files.Before = (_, _) =>
        {
            if (left-- == 0)
            {
                throw new DiedException();
            }
        };
        var died = false;
        try
        {
            await pending.RevertAsync();
        }
        catch (DiedException)
        {
            died = true;
        }

        pending.Host.Files.Before = null;
        pending.Host.Files.Unlock();
        if (powerIsCut)
        {
            pending.Host.CutPower();
        }

        var (answer, failure) = await pending.RevertAsync(powerIsCut ? RevertMode.Boot : RevertMode.Asked);

        var host = pending.Host;
        Assert.True(failure is null, $"step {step}: {failure}");
        Assert.Equal("OLD", answer.To);
        Assert.False(pending.IsPending);
        Assert.Equal(PendingHost.OldUnit, host.Files.ReadText(host.Places.UnitFile));
        Assert.Equal("old hold\n", host.Files.ReadText(host.Places.HoldFile));
        Assert.Equal("sha256:old", host.Docker.Meaning("lab/web:1"));
        Assert.Null(host.Files.Entry(host.Places.TransactionFile));
        Assert.Null(host.Files.Entry(host.Places.UnitReady));
        Assert.Null(host.Files.Entry(host.Places.HoldReady));
        Assert.True(await host.Systemd.IsEnabledAsync(PendingHost.Unit, default), $"step {step}: a boot would not start it");
        return died;
    }
}
