using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Boot;

/// <summary>A way back from a refresh that dies before each of its steps, and the boots after it, which bring the bad image again.</summary>
public sealed class BootDeathTests
{
    [Fact]
    public async Task Wherever_the_power_is_cut_the_next_boot_ends_with_what_was_proven()
    {
        var deaths = 0;
        while (await DiesBeforeAsync(deaths))
        {
            deaths++;
        }

        Assert.InRange(deaths, 8, 60);
    }

    // Whether it came so far.
    private static async Task<bool> DiesBeforeAsync(int step)
    {
        BootHost boot = new();
        boot.Bad.Add("sha256:bad");
        boot.Boots("sha256:bad");
        var left = step;
        boot.Host.Files.Before = (_, _) =>
        {
            if (left-- == 0)
            {
                throw new DiedException();
            }
        };
        var died = false;
        try
        {
            await boot.JudgesAsync();
        }
        catch (DiedException)
        {
            died = true;
        }

        boot.Host.Files.Before = null;
        boot.Host.Files.Unlock();
        boot.Host.CutPower();
        boot.Boots("sha256:bad");

        Assert.Equal(0, await boot.JudgesAsync());

        Assert.True(boot.IsHeld, $"step {step}: not on hold");
        Assert.Equal(("sha256:web", "sha256:web"), (boot.Host.Docker.Meaning("lab/web:1"), boot.Runs("web")));
        Assert.NotNull(boot.Note(boot.Host.Places.BootFallback));
        return died;
    }
}
