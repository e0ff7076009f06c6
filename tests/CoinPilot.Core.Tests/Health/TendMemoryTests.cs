using CoinPilot.Hosts;
using Xunit;

namespace CoinPilot.Health;

/// <summary>What ends again and again is started ever more seldom.</summary>
public sealed class TendMemoryTests
{
    private static readonly DateTimeOffset Wall = new(2026, 11, 30, 18, 0, 0, TimeSpan.Zero);

    private static readonly ContainerState Api = new("1", "api", "api", "sha256:1", "exited", 3, "", Wall, 0, "no", "");

    [Fact]
    public void The_pauses_double_up_to_half_an_hour()
    {
        var memory = TendMemory.Empty;
        var minutes = new List<int>();
        for (var minute = 0; minute <= 130; minute++)
        {
            if (memory.IsDue(Api, TimeSpan.FromMinutes(minute), Wall))
            {
                memory = TendMemory.Parse(memory.Tried("api", TimeSpan.FromMinutes(minute)).ToString());
                minutes.Add(minute);
            }
        }

        Assert.Equal([0, 1, 3, 7, 15, 31, 61, 91, 121], minutes);
    }

    [Fact]
    public void A_look_that_comes_a_little_early_counts()
    {
        var memory = TendMemory.Empty.Tried("api", TimeSpan.Zero);

        Assert.True(memory.IsDue(Api, TimeSpan.FromSeconds(50), Wall));
        Assert.False(memory.IsDue(Api, TimeSpan.FromSeconds(30), Wall));
    }

    // Two restarts of the engine within a minute.
    [Fact]
    public void What_the_engine_took_along_waits_for_nothing_unless_it_was_tried_since()
    {
        var memory = TendMemory.Empty.Tried("api", TimeSpan.FromSeconds(60));
        var ended = Api with { EndedWithEngine = true, FinishedAt = Wall };

        Assert.True(memory.IsDue(ended, TimeSpan.FromSeconds(75), Wall.AddSeconds(5)));
        Assert.False(memory.IsDue(ended, TimeSpan.FromSeconds(75), Wall.AddSeconds(30)));
        Assert.False(memory.IsDue(ended with { EndedWithEngine = false }, TimeSpan.FromSeconds(75), Wall.AddSeconds(5)));
    }

    [Fact]
    public void What_runs_for_twice_the_pause_is_well_again_and_what_is_gone_is_forgotten()
    {
        var memory = TendMemory.Empty.Tried("api", TimeSpan.Zero).Tried("api", TimeSpan.FromMinutes(1)).Tried("web", TimeSpan.FromMinutes(1));

        Assert.Equal(["api", "web"], memory.Without(["api", "web"], ["api"], TimeSpan.FromMinutes(4)).Containers.Keys);
        Assert.Equal(["web"], memory.Without(["api", "web"], ["api"], TimeSpan.FromMinutes(5)).Containers.Keys);
        Assert.Equal(["api"], memory.Without(["api"], [], TimeSpan.FromMinutes(5)).Containers.Keys);
    }

    [Theory]
    [InlineData("format='1'\ntries=''\n")]
    [InlineData("format='1'\ntries='api=x@3 web=2 job=0@7 a=1@-2'\n")]
    public void What_can_t_be_read_is_left_out(string text) => Assert.Empty(TendMemory.Parse(text).Containers);

    [Fact]
    public void A_later_format_is_refused() => Assert.Throws<Releases.UnknownFormatException>(() => TendMemory.Parse("format='2'\n"));
}
