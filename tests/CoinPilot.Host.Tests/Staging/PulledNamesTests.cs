using CoinPilot.Agent.Files;
using CoinPilot.Agent.Staging;
using CoinPilot.Agent.Transaction;
using CoinPilot.Releases;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Staging;

/// <summary>What becomes of a name that a stage's pull has moved, branch by branch.</summary>
public sealed class PulledNamesTests
{
    private const string Web = "lab/web:1";
    private const string Bound = "pull_timeout='60'\n";

    private readonly SimulatedHost host = new();

    public PulledNamesTests()
    {
        host.Install("NOW");
        host.LayRelease("NOW", $"images='web={Web}'\n");
        host.LayRelease("GOOD", $"images='web={Web}'\n");
        host.LayRelease("OTHER", "images='web=lab/other:1'\n");
        host.Docker.Name(Web, "sha256:bad");
        host.Docker.Name("coinpilot/tiny/web:NOW", "sha256:bad");
        host.Docker.Name("coinpilot/tiny/web:GOOD", "sha256:good");
        host.Docker.Registry[Web] = ("sha256:new", "sha256:d1");
        host.Run("c1", "web", "sha256:bad", Web);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string NoteFile => $"{host.Places.Base}/stage.tags";

    private PulledNames Names => new(host.Transaction);

    [Fact]
    public async Task It_goes_back_to_what_it_meant() => await StagesAsync("sha256:bad");

    // GOOD was put back while the pull still ran; the pull then took the name.
    [Fact]
    public async Task Under_a_rollback_it_goes_to_what_that_release_runs() => await StagesAsync("sha256:good", whilePulling: () => RollBack("GOOD", "sha256:good"));

    [Fact]
    public async Task What_a_rollback_gave_the_name_after_the_pull_stays()
    {
        await Names.NoteAsync([Web], "tiny", Ct);
        await host.Docker.PullAsync(Web, default, Ct);
        RollBack("GOOD", "sha256:good");

        await Names.AfterPullAsync(Web, "sha256:new", Ct);

        Assert.Equal("sha256:good", host.Docker.Meaning(Web));
    }

    // The registry still has what the host had: the pull changed nothing before, and everything after the rollback.
    [Fact]
    public async Task Under_a_rollback_a_pull_of_the_same_image_does_not_bring_it_back()
    {
        host.Docker.Registry[Web] = ("sha256:bad", "sha256:d0");

        await StagesAsync("sha256:good", staged: "sha256:bad", whilePulling: () => RollBack("GOOD", "sha256:good"));
    }

    [Fact]
    public async Task A_rollback_to_a_release_without_the_name_leaves_it_what_it_was() => await StagesAsync("sha256:bad", whilePulling: () => host.Install("OTHER"));

    [Fact]
    public async Task After_a_revert_it_goes_to_what_ran_before_the_switch()
    {
        host.Docker.Name("lab/other:1", "sha256:refreshed");
        host.Files.Lay($"{host.Places.Old}/release", "GOOD\n");
        host.Files.Lay($"{host.Places.Old}/tags", $"{Web} sha256:refreshed\n");

        await StagesAsync("sha256:refreshed", whilePulling: () => host.Install("GOOD"));
    }

    [Fact]
    public async Task After_a_switch_that_was_pending_it_goes_to_what_that_release_runs()
    {
        host.Install("GOOD");
        host.Files.Lay(host.Places.Pending);

        await StagesAsync("sha256:good", whilePulling: () =>
        {
            host.Files.Remove(host.Places.Pending);
            host.Docker.Name(Web, "sha256:good");
        });
    }

    // By hand: somebody reloaded the unit, whose refresh pulled the same.
    [Fact]
    public async Task What_was_started_from_the_pulled_image_keeps_it() => await StagesAsync("sha256:new", whilePulling: () =>
    {
        host.Docker.Containers.Clear();
        host.Run("c2", "web", "sha256:new", Web);
    });

    [Fact]
    public async Task A_pull_that_failed_moved_nothing()
    {
        host.Docker.Registry.Clear();

        await StagesAsync("sha256:bad", staged: "sha256:bad");

        Assert.Equal([$"{Web} could not be refreshed (Error response from daemon: manifest for {Web} not found): the image that is on the host is used"], host.Warned);
    }

    [Fact]
    public async Task A_stage_that_died_is_made_good()
    {
        await DieInPullAsync();

        await Names.RepairAsync(Ct);

        Assert.Equal([$"put the name {Web} back to the image that it had before a stage that died"], host.Said);
        Assert.Equal("sha256:bad", host.Docker.Meaning(Web));
        Assert.Null(host.Files.Entry(NoteFile));
    }

    // The power went in the middle of the pull; the boot refresh pulled again and started what it got.
    [Fact]
    public async Task What_runs_since_a_stage_died_keeps_its_name()
    {
        await DieInPullAsync();
        host.Files.CutPower();
        host.Docker.Containers.Clear();
        host.Run("c2", "web", "sha256:new", Web);
        host.Files.LayFolder("/run/systemd/transient");

        await Names.RepairAsync(Ct);

        Assert.Empty(host.Told);
        Assert.Equal("sha256:new", host.Docker.Meaning(Web));
        Assert.Null(host.Files.Entry(NoteFile));
    }

    [Fact]
    public async Task A_rollback_since_a_stage_died_is_not_undone()
    {
        await DieInPullAsync();
        RollBack("GOOD", "sha256:good");

        await Names.RepairAsync(Ct);

        Assert.Equal("sha256:good", host.Docker.Meaning(Web));
    }

    [Theory]
    [InlineData("containers")]
    [InlineData("container")]
    [InlineData("image")]
    public async Task A_docker_that_does_not_say_what_runs_is_asked_again_later(string question)
    {
        await DieInPullAsync();
        host.Docker.IsSilent = asked => asked == question;

        await Names.RepairAsync(Ct);

        Assert.Equal("sha256:new", host.Docker.Meaning(Web));
        Assert.Equal($"{Web} sha256:bad NOW tiny\n", host.Files.ReadText(NoteFile));
    }

    [Fact]
    public async Task Nothing_is_repaired_under_a_stage_that_runs()
    {
        await DieInPullAsync();
        using var stage = host.Files.TryLock(host.Places.StageLockFile);

        await Names.RepairAsync(Ct);

        Assert.Equal("sha256:new", host.Docker.Meaning(Web));
        Assert.NotNull(host.Files.Entry(NoteFile));
    }

    // Of a program before the rule: it noted neither release nor project.
    [Theory]
    [InlineData(true, "sha256:bad")] // c1 runs it
    [InlineData(false, "sha256:good")]
    public async Task A_note_without_its_release_is_read(bool runs, string meaning)
    {
        host.Files.Lay(NoteFile, $"{Web} sha256:good\n");
        if (!runs)
        {
            host.Docker.Containers.Clear();
        }

        await Names.RepairAsync(Ct);

        Assert.Equal(meaning, host.Docker.Meaning(Web));
    }

    private void RollBack(string release, string image)
    {
        host.Install(release);
        host.Docker.Name(Web, image);
    }

    private async Task DieInPullAsync()
    {
        await Names.NoteAsync([Web], "tiny", Ct);
        await host.Docker.PullAsync(Web, default, Ct);
    }

    // The name means this in the end, and the release has what was pulled, whatever the name meant in between.
    private async Task StagesAsync(string meaning, string staged = "sha256:new", Action? whilePulling = null)
    {
        host.Docker.WhilePulling = _ => whilePulling?.Invoke();
        var conf = ReleaseConf.Parse($"project='tiny'\nimages='web={Web}'\n{Bound}");
        TransactionParts parts = host.Transaction;

        await new ReleaseImages(parts, new(parts, "NEXT"), conf, ImagePlan.Of(conf, []), null).MakeAsync(Ct);

        Assert.Equal(meaning, host.Docker.Meaning(Web));
        Assert.Equal(staged, host.Docker.Meaning("coinpilot/tiny/web:NEXT"));
        Assert.Null(host.Files.Entry(NoteFile));
    }
}
