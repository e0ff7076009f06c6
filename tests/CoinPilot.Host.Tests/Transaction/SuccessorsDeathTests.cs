using CoinPilot.Agent.Transaction;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Transaction;

/// <summary>A replacement that dies before each of its steps: whatever goes on with it leaves one container, and the right one.</summary>
public sealed class SuccessorsDeathTests
{
    /// <summary>What comes after a death.</summary>
    public enum After
    {
        Retry,
        Revert,
        Reboot,
    }

    [Theory]
    [InlineData(After.Retry)]
    [InlineData(After.Revert)]
    [InlineData(After.Reboot)]
    public Task On_the_way_to_a_release(After after) => EachDeathAsync(4, async step =>
    {
        FirstPendingHost first = new();
        await first.NoteAsync();
        var died = await DiesAsync(first, step, first.ReplaceAsync);
        var isThere = first.Host.Docker.Containers.Any(one => one.State.Id == "old");

        if (after == After.Retry)
        {
            Assert.Null(await first.ReplaceAsync());
            first.Up();
            Assert.Equal("NEW", first.Only().Release);
            return died;
        }

        await GoBackAsync(first, after);
        var (id, release) = first.Only();
        Assert.Equal("OLD", release);
        Assert.True(id == "old" || !isThere, $"step {step}: the old one was there, and {id} is left");
        return died;
    });

    [Theory]
    [InlineData(After.Revert)]
    [InlineData(After.Reboot)]
    public Task On_the_way_back(After after) => EachDeathAsync(8, async step =>
    {
        FirstPendingHost first = new();
        await first.NoteAsync();
        await first.ReplaceAsync();
        var died = await DiesAsync(first, step, () => first.RevertAsync());

        if (first.Pending.IsPending)
        {
            await GoBackAsync(first, after);
        }

        Assert.Equal("OLD", first.Only().Release);
        return died;
    });

    private static async Task GoBackAsync(FirstPendingHost first, After after)
    {
        if (after == After.Reboot)
        {
            first.Host.CutPower();
        }

        var (answer, failure) = await first.RevertAsync(after == After.Reboot ? RevertMode.Boot : RevertMode.Asked);
        Assert.True(failure is null, $"{failure}");
        Assert.Equal("OLD", answer.To);
        if (after == After.Reboot)
        {
            // Before the unit starts there is one only: its first line starts whatever is there.
            Assert.Single(first.Host.Docker.Containers);
            first.Up();
        }
    }

    private static async Task EachDeathAsync(int least, Func<int, Task<bool>> run)
    {
        var deaths = 0;
        while (await run(deaths))
        {
            deaths++;
        }

        Assert.InRange(deaths, least, 300);
    }

    // Whether it came so far: a step is a change of a file or of a container.
    private static async Task<bool> DiesAsync(FirstPendingHost first, int step, Func<Task> work)
    {
        var left = step;
        first.Host.Files.Before = (_, _) => Die();
        first.Host.Docker.Before = _ => Die();
        try
        {
            await work();
            return false;
        }
        catch (DiedException)
        {
            return true;
        }
        finally
        {
            first.Host.Files.Before = null;
            first.Host.Docker.Before = null;
            first.Host.Files.Unlock();
        }

        void Die()
        {
            if (left-- == 0)
            {
                throw new DiedException();
            }
        }
    }
}
