using Xunit;

namespace CoinPilot.Transport;

/// <summary>Waits for what must become true.</summary>
public static class Eventually
{
    public static async Task Is(Func<bool> condition, int seconds = 120)
    {
        for (var i = 0; i < seconds * 20; i++)
        {
            if (condition())
            {
                return;
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"not true within {seconds} s");
    }
}
