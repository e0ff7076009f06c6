using CoinPilot.Agent;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Systemd;
using CoinPilot.Agent.Transaction;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Transaction;

/// <summary>The way back where Docker, systemd or the first start fails; the lab shows the same on a real host.</summary>
public sealed class RevertTests
{
    private readonly PendingHost pending = new();

    private SimulatedHost Host => pending.Host;

    [Fact]
    public async Task A_start_that_fails_once_is_tried_again_within_the_old_releases_bound()
    {
        pending.FailingStarts = 1;

        var (answer, failure) = await pending.RevertAsync();

        Assert.Null(failure);
        Assert.Equal("OLD", answer.To);
        Assert.Equal(2, pending.Count($"reload {PendingHost.Unit} within 100 s"));
        Assert.Contains("the start of OLD failed with exit code 1: it is tried again in 5 s (1 of 3)", Host.Said);
        Assert.Empty(Host.Systemd.Runs);
        Assert.False(pending.IsPending);
        Assert.Equal(PendingHost.OldUnit, pending.Text(Host.Places.UnitFile));
        Assert.Equal("old hold\n", pending.Text(Host.Places.HoldFile));
        Assert.Equal("sha256:old", Host.Docker.Meaning("lab/web:1"));
    }

    [Fact]
    public async Task A_start_that_fails_three_times_is_handed_over_to_a_unit_that_goes_on_trying()
    {
        pending.FailingStarts = 6;

        var (_, failure) = await pending.RevertAsync();

        Assert.Equal(ExitStatus.RollbackFailed, failure!.ExitCode);
        Assert.False(pending.IsPending);
        Assert.Equal(3, pending.Count($"reload {PendingHost.Unit} within 100 s"));
        var recovery = Assert.Single(Host.Systemd.Runs);
        Assert.Equal("tiny-recover.service", recovery.Name);
        Assert.Contains($"exec systemctl reload {PendingHost.Unit}", recovery.Command[^1], StringComparison.Ordinal);
        Assert.Contains("tiny-recover.service tries it again every half minute", failure.Errors[0], StringComparison.Ordinal);
        Assert.StartsWith("systemctl status tiny-recover;", failure.Fixes[0], StringComparison.Ordinal);

        // Asked again while it is under way, and after it has ended well.
        Assert.Equal(ExitStatus.RollbackFailed, (await pending.RevertAsync(release: "NEW")).Failure!.ExitCode);
        Host.Systemd.Collect("tiny-recover.service");
        Assert.Null((await pending.RevertAsync(release: "NEW")).Failure);
    }

    [Fact]
    public async Task At_a_boot_nothing_is_started_and_nothing_handed_over()
    {
        var (_, failure) = await pending.RevertAsync(RevertMode.Boot);

        Assert.Null(failure);
        Assert.DoesNotContain(Host.Systemd.Changes, change => change.StartsWith("reload", StringComparison.Ordinal) || change.StartsWith("start", StringComparison.Ordinal));
        Assert.Empty(Host.Systemd.Runs);
        Assert.False(pending.IsPending);
        Assert.Null(Host.Files.Entry(Host.Places.TransactionFile));
    }

    [Theory]
    [InlineData(nameof(RevertMode.Asked))]
    [InlineData(nameof(RevertMode.Boot))]
    public async Task A_docker_that_is_away_for_a_moment_is_waited_for(string mode)
    {
        var back = Host.Clock.Uptime + TimeSpan.FromSeconds(20);
        Host.Docker.IsSilent = _ => Host.Clock.Uptime < back;

        var (_, failure) = await pending.RevertAsync(Enum.Parse<RevertMode>(mode));

        Assert.Null(failure);
        Assert.Contains("the Docker Engine does not answer: waiting for it, a minute at most", Host.Said);
        Assert.False(pending.IsPending);
    }

    [Theory]
    [InlineData(nameof(RevertMode.Asked))]
    [InlineData(nameof(RevertMode.Boot))]
    public async Task A_revert_that_could_not_be_done_stays_pending_and_is_tried_again(string mode)
    {
        Host.Docker.IsSilent = _ => true;

        var (answer, failure) = await pending.RevertAsync(Enum.Parse<RevertMode>(mode));

        Assert.Equal(ExitStatus.Failure, failure!.ExitCode);
        Assert.Equal(["the Docker Engine of this host does not answer: the unit of OLD is back, its containers are not yet"], failure.Errors);
        Assert.Equal(Host.Clock.Now + TimeSpan.FromSeconds(30), answer.TriesAgainAt);
        Assert.True(pending.IsPending);
        var timer = Assert.Single(Host.Systemd.Runs);
        Assert.Equal(("tiny-revert.service", TimeSpan.FromSeconds(30)), (timer.Name, timer.After));

        Host.Docker.IsSilent = _ => false;
        Assert.Null((await pending.RevertAsync(RevertMode.Timer)).Failure);
        Assert.False(pending.IsPending);
    }

    [Theory]
    [InlineData(nameof(RevertMode.Timer), false)]
    [InlineData(nameof(RevertMode.Asked), true)]
    public async Task No_second_timer_is_set_where_one_runs(string mode, bool timerRuns)
    {
        Host.Docker.IsSilent = _ => true;
        if (timerRuns)
        {
            Host.Systemd.ActiveStates[Host.Places.RevertTimer] = "active";
        }

        Assert.NotNull((await pending.RevertAsync(Enum.Parse<RevertMode>(mode))).Failure);

        Assert.Empty(Host.Systemd.Runs);
    }

    // What .NET throws where root may not: an immutable file, a mount of others.
    [Fact]
    public async Task Whatever_it_fails_by_is_told_and_it_is_tried_again()
    {
        Host.Files.Before = (_, path) =>
        {
            if (!path.StartsWith("/run/", StringComparison.Ordinal))
            {
                throw new UnauthorizedAccessException($"Access to the path '{path}' is denied.");
            }
        };

        var (answer, failure) = await pending.RevertAsync();

        Assert.Contains("is denied", failure!.Errors[0], StringComparison.Ordinal);
        Assert.NotEmpty(failure.Fixes);
        Assert.NotNull(answer.TriesAgainAt);
        Assert.True(pending.IsPending);
    }

    [Fact]
    public async Task Where_no_timer_can_be_set_both_is_told()
    {
        Host.Docker.IsSilent = _ => true;
        Host.Systemd.RefusesRuns = true;

        var (answer, failure) = await pending.RevertAsync();

        Assert.Equal(["the Docker Engine of this host does not answer: the unit of OLD is back, its containers are not yet", "no timer could be set: nothing tries the revert again by itself"], failure!.Errors);
        Assert.Null(answer.TriesAgainAt);
    }

    [Fact]
    public async Task An_image_that_is_nowhere_is_said_by_its_name()
    {
        Host.Docker.Lose("sha256:old");

        var (_, failure) = await pending.RevertAsync();

        Assert.Equal(["images that OLD had are gone from this host; what has their names now is used: web=lab/web:1"], Host.Warned);
        Assert.Equal(ExitStatus.RollbackFailed, failure!.ExitCode);
        Assert.False(pending.IsPending);
    }

    // Whoever names another unit still means what is pending.
    [Fact]
    public async Task The_unit_that_is_pending_goes_back_whatever_unit_was_named()
    {
        var context = Host.Context() with { Scope = new("tiny", "another.service", "tiny", "mia", "test") };

        var (answer, failure) = await Host.Clock.RunAsync(new RevertVerb(new(Host.Parts, context), RevertMode.Asked).RunAsync(new("NEW", "")));

        Assert.Null(failure);
        Assert.Equal("OLD", answer.To);
        Assert.Equal(PendingHost.OldUnit, pending.Text(Host.Places.UnitFile));
        Assert.Null(Host.Files.Entry("/etc/systemd/system/another.service"));
    }

    // It runs already: only names of images were left to be taken away.
    [Fact]
    public async Task A_docker_that_goes_away_after_the_start_leaves_names_and_no_failure()
    {
        Host.Docker.IsSilent = question => question == "images";

        var (_, failure) = await pending.RevertAsync();

        Assert.Null(failure);
        Assert.False(pending.IsPending);
        Assert.Contains(Host.Said, said => said.StartsWith("tags of images could not be removed: ", StringComparison.Ordinal));
        Assert.Null(Host.Files.Entry(Host.Places.TransactionFile));
    }
}
