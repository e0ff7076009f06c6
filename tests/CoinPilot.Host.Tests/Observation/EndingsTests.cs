using CoinPilot.Agent.Observation;
using CoinPilot.Hosts;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Observation;

/// <summary>What ended a container is told from what Docker and systemd keep over a restart of the engine's.</summary>
public sealed class EndingsTests
{
    private static readonly DateTimeOffset Ended = new(2026, 11, 30, 17, 46, 10, 147, TimeSpan.Zero);

    private readonly SimulatedHost host = new();

    // Measured: the engine left and came back within the second in which the container ended.
    [Theory]
    [InlineData("17:46:10.050", "17:46:10.600", true)]
    [InlineData("17:46:09", "17:47:00", true)]
    [InlineData("17:46:09", "08:00:00", true)]
    [InlineData("17:46:10.162", "17:46:10.900", true)] // systemd sends the signal before it takes the time
    [InlineData("17:46:11.200", "17:46:12", false)]
    [InlineData("17:40:00", "17:46:08", false)]
    [InlineData("", "17:46:12", false)]
    public async Task What_ended_while_the_engine_was_away_ended_with_it(string left, string back, bool withEngine)
    {
        Lay(left, back);

        var told = await TellAsync();

        Assert.Equal((withEngine, false), (told.EndedWithEngine, told.StoppedByHand));
    }

    [Theory]
    [InlineData("{\"Running\":false,\"HasBeenManuallyStopped\":true}", true)]
    [InlineData("{\"Running\":false,\"HasBeenManuallyStopped\":false}", false)]
    [InlineData("{\"Running\":fal", false)]
    [InlineData(null, false)]
    public async Task What_Docker_was_asked_to_stop_was_stopped_by_hand(string? noted, bool byHand)
    {
        Lay("", "");
        Note(noted);

        Assert.Equal((false, byHand), ((await TellAsync()).EndedWithEngine, (await TellAsync()).StoppedByHand));
    }

    [Fact]
    public async Task A_note_that_is_half_written_is_read_again()
    {
        Lay("", "");
        Note("{\"HasBeenManu");
        var endings = new Endings(host.Parts);
        var exited = host.Docker.Containers[0].State;
        Assert.False(Assert.Single(await endings.TellAsync([exited], TestContext.Current.CancellationToken)).StoppedByHand);

        Note("{\"HasBeenManuallyStopped\":true}");

        Assert.True(Assert.Single(await endings.TellAsync([exited], TestContext.Current.CancellationToken)).StoppedByHand);
    }

    // A signal by hand that ended nothing is noted alike.
    [Fact]
    public async Task What_the_engine_took_along_nobody_stopped()
    {
        Lay("17:46:08", "17:46:12");
        Note("{\"HasBeenManuallyStopped\":true}");

        Assert.Equal((true, false), ((await TellAsync()).EndedWithEngine, (await TellAsync()).StoppedByHand));
    }

    [Fact]
    public async Task What_somebody_stopped_just_before_the_engine_went_stays_theirs()
    {
        Lay("17:46:10.200", "17:46:22");
        Note("{\"HasBeenManuallyStopped\":true}");

        Assert.Equal((false, true), ((await TellAsync()).EndedWithEngine, (await TellAsync()).StoppedByHand));
    }

    [Fact]
    public async Task What_runs_is_left_as_it_is_and_nothing_is_asked()
    {
        host.Run("1", "api", "sha256:1", "lab/web:1");
        host.Docker.IsSilent = _ => true;

        Assert.Equal(host.Docker.Containers[0].State, await TellAsync());
    }

    private void Lay(string left, string back)
    {
        var made = host.Run("1", "api", "sha256:1", "lab/web:1", "exited");
        host.Docker.Containers[0] = made with { State = made.State with { FinishedAt = Ended } };
        host.Systemd.Properties["docker.service ActiveExitTimestamp"] = Microseconds(left);
        host.Systemd.Properties["docker.service ActiveEnterTimestamp"] = Microseconds(back);
    }

    // A time of that day as systemd tells it; empty for never.
    private static string Microseconds(string time) =>
        time.Length == 0 ? "0" : $"{(Ended.Date.Add(TimeSpan.Parse(time, System.Globalization.CultureInfo.InvariantCulture)) - DateTime.UnixEpoch).TotalMicroseconds:0}";

    private void Note(string? text)
    {
        if (text is not null)
        {
            host.Files.Lay("/var/lib/docker/containers/1/config.v2.json", text);
        }
    }

    private async Task<ContainerState> TellAsync() =>
        Assert.Single(await new Endings(host.Parts).TellAsync([host.Docker.Containers[0].State], TestContext.Current.CancellationToken));
}
