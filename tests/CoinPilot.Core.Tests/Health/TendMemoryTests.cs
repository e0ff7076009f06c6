using Xunit;

namespace CoinPilot.Health;

/// <summary>What ends again and again is started ever more seldom.</summary>
public sealed class TendMemoryTests
{
    [Fact]
    public void The_pauses_double_up_to_half_an_hour()
    {
        var memory = TendMemory.Empty;
        var minutes = new List<int>();
        for (var minute = 0; minute <= 130; minute++)
        {
            if (memory.IsDue("api", TimeSpan.FromMinutes(minute)))
            {
                memory = TendMemory.Parse(memory.Tried("api", TimeSpan.FromMinutes(minute)).ToString());
                minutes.Add(minute);
            }
        }

        Assert.Equal([0, 1, 3, 7, 15, 31, 61, 91, 121], minutes);
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
