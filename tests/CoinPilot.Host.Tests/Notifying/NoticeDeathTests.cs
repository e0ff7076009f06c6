using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Notifying;

/// <summary>A round that dies, or whose host does, before each of its steps: no message is lost, and at most one comes twice.</summary>
public sealed class NoticeDeathTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_message_is_lost_and_at_most_one_comes_twice(bool powerIsCut)
    {
        var deaths = 0;
        while (await DiesBeforeAsync(deaths, powerIsCut))
        {
            deaths++;
        }

        Assert.InRange(deaths, 10, 200);
    }

    private static async Task<bool> DiesBeforeAsync(int step, bool powerIsCut)
    {
        NotifyHost notify = new();
        notify.Confirm();
        notify.LayReverted("timer");
        var left = step;
        notify.Host.Files.Before = (_, _) => Die();
        notify.Sender.Arrived = Die;
        var died = false;
        try
        {
            await notify.RoundAsync();
        }
        catch (DiedException)
        {
            died = true;
        }

        notify.Host.Files.Before = null;
        notify.Sender.Arrived = null;
        notify.Host.Files.Unlock();
        if (powerIsCut)
        {
            notify.Host.CutPower();
            notify.Begin();
        }

        await notify.RoundAsync();

        Assert.Equal(["deployed", "reverted"], notify.Sender.Events.Distinct().Order(StringComparer.Ordinal));
        Assert.True(notify.Sender.Taken.Count <= 3, $"step {step}: {string.Join(", ", notify.Sender.Events)}");
        Assert.Empty(notify.Waiting);
        return died;

        void Die()
        {
            if (left-- == 0)
            {
                throw new DiedException();
            }
        }
    }
}
