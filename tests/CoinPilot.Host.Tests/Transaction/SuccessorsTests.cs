using CoinPilot.Agent.Transaction;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Transaction;

/// <summary>New containers beside the old ones.</summary>
public sealed class SuccessorsTests
{
    [Fact]
    public async Task The_old_one_is_stopped_when_the_new_one_serves_and_not_before()
    {
        FirstPendingHost first = new();
        await first.NoteAsync();

        Assert.Null(await first.ReplaceAsync());

        Assert.Equal(("made1", "NEW"), first.Only());
        Assert.Equal(["start made1", "stop old", "remove old"], first.Host.Docker.Changes.Where(change => !change.StartsWith("compose", StringComparison.Ordinal)));
        Assert.Contains("web: the new one serves, the old one has been stopped", first.Host.Said);
    }

    [Theory]
    [InlineData("unhealthy", "it is unhealthy")]
    [InlineData("starting", "it is starting after 20 s")]
    public async Task One_that_does_not_serve_is_removed_with_its_last_words_told(string health, string why)
    {
        FirstPendingHost first = new() { Health = health };
        first.Host.Docker.Logs["made1"] = ["no such table\n"];
        await first.NoteAsync();

        var told = await first.ReplaceAsync();

        Assert.Equal($"web: the new one does not serve, {why}; it is removed, the old one has served all the time\nno such table", told);
        Assert.Equal(("old", "OLD"), first.Only());
        Assert.DoesNotContain("stop old", first.Host.Docker.Changes);
    }

    [Fact]
    public async Task An_old_one_that_ended_meanwhile_is_not_said_to_serve()
    {
        FirstPendingHost first = new() { Health = "unhealthy" };
        await first.NoteAsync();
        var compose = first.Host.Docker.Compose;
        first.Host.Docker.Compose = command =>
        {
            var done = compose(command);
            var old = first.Host.Docker.Containers[0];
            first.Host.Docker.Containers[0] = old with { State = old.State with { Status = "exited" } };
            return done;
        };

        Assert.Equal("web: the new one does not serve, it is unhealthy; it is removed, the old one has ended, too", await first.ReplaceAsync());
    }

    [Fact]
    public async Task What_is_as_it_was_is_left_alone()
    {
        FirstPendingHost first = new() { Differs = false };
        await first.NoteAsync();

        Assert.Null(await first.ReplaceAsync());

        Assert.Equal("old", first.Only().Id);
        Assert.DoesNotContain("start made1", first.Host.Docker.Changes);
    }

    [Fact]
    public async Task One_whose_new_dependency_does_not_run_yet_is_left_to_the_start()
    {
        FirstPendingHost first = new();
        await first.NoteAsync();
        var compose = first.Host.Docker.Compose;
        first.Host.Docker.Compose = command =>
        {
            var done = compose(command);
            var made = first.Host.Docker.Containers[^1];
            first.Host.Docker.Containers[^1] = made with { Labels = made.Labels.SetItem("com.docker.compose.depends_on", "cache:service_started:false") };
            return done;
        };

        Assert.Null(await first.ReplaceAsync());

        Assert.Equal("old", first.Only().Id);
        Assert.Contains("web: cache, which it depends on, does not run yet: the old one is stopped first", first.Host.Said);
    }

    [Theory]
    [InlineData("single='web'\n", "running", 1)]
    [InlineData("", "exited", 1)]
    [InlineData("", "running", 2)]
    public async Task Nothing_is_noted_of_one_that_must_be_alone_does_not_run_or_is_not_one(string old, string status, int containers)
    {
        FirstPendingHost first = new(oldConf: old);
        first.Host.Docker.Containers[0] = first.Host.Docker.Containers[0] with { State = first.Host.Docker.Containers[0].State with { Status = status } };
        if (containers == 2)
        {
            first.Host.Run("second", "web", "sha256:old", "lab/web:1");
        }

        await first.NoteAsync();

        Assert.Null(first.Host.Files.Entry($"{first.Host.Places.Old}/leaving"));
        Assert.Null(await first.ReplaceAsync());
        Assert.Empty(first.Host.Docker.Changes);
    }

    [Fact]
    public async Task A_way_back_is_start_first_where_the_old_release_is_and_by_the_start_where_it_is_not()
    {
        FirstPendingHost both = new();
        await both.NoteAsync();
        await both.ReplaceAsync();
        Assert.Null((await both.RevertAsync()).Failure);
        Assert.Equal(("made2", "OLD"), both.Only());
        Assert.Contains("start made2", both.Host.Docker.Changes);

        FirstPendingHost plain = new(oldConf: "");
        await plain.NoteAsync();
        await plain.ReplaceAsync();
        Assert.Null((await plain.RevertAsync()).Failure);
        Assert.Equal(("up2", "OLD"), plain.Only());
    }

    [Fact]
    public async Task A_way_back_whose_container_does_not_come_up_beside_the_bad_one_is_left_to_the_start()
    {
        FirstPendingHost first = new();
        await first.NoteAsync();
        await first.ReplaceAsync();
        first.Health = "unhealthy";

        Assert.Null((await first.RevertAsync()).Failure);

        Assert.Equal("OLD", first.Only().Release);
        Assert.Contains(first.Host.Warned, warning => warning.Contains("the new one does not serve", StringComparison.Ordinal));
    }
}
