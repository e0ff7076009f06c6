using Xunit;

namespace CoinPilot.Host;

/// <summary>What becomes of a name that a stage's pull has moved: the rule of names.sh, branch by branch.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class PulledNameTests : IDisposable
{
    private const string Plan =
        "mkdir -p \"$work/log\"; release=NEXT r_images='web=lab/web:1' r_project=tiny tagged=''; look_up_images lab/web:1; note_names";

    private const string Pull = "docker pull lab/web:1 >\"$(log_of lab/web:1)\"";

    private const string Arrive = "image_arrived lab/web:1 0";

    private readonly HostParts parts = new();

    public PulledNameTests()
    {
        Current("NOW");
        parts.Write("base/releases/NOW/release.conf", "images='web=lab/web:1'");
        parts.Write("base/releases/GOOD/release.conf", "images='web=lab/web:1'");
        parts.Write("base/releases/OTHER/release.conf", "images='web=lab/other:1'");
        parts.Write("docker/names", "lab/web:1 sha256:bad", "coinpilot/tiny/web:NOW sha256:bad", "coinpilot/tiny/web:GOOD sha256:good");
        parts.Write("docker/registry", "lab/web:1 sha256:new sha256:d1");
        parts.Write("docker/containers", "c1 web true sha256:bad lab/web:1");
    }

    public static TheoryData<string> Shells => HostParts.Shells;

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task It_goes_back_to_what_it_meant(string shell) => await StagesAsync(shell, "sha256:bad", [Plan, Pull, Arrive]);

    // GOOD was put back while the pull still ran; the pull then took the name.
    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Under_a_rollback_it_goes_to_what_that_release_runs(string shell) =>
        await StagesAsync(shell, "sha256:good", [Plan, Switch("GOOD"), "dk tag sha256:good lab/web:1", Pull, Arrive]);

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task What_a_rollback_gave_the_name_after_the_pull_stays(string shell) =>
        await StagesAsync(shell, "sha256:good", [Plan, Pull, Switch("GOOD"), "dk tag sha256:good lab/web:1", Arrive]);

    // The registry still has what the host had: the pull changed nothing before, and everything after the rollback.
    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Under_a_rollback_a_pull_of_the_same_image_does_not_bring_it_back(string shell)
    {
        parts.Write("docker/registry", "lab/web:1 sha256:bad sha256:d0");

        await StagesAsync(shell, "sha256:good", [Plan, Switch("GOOD"), "dk tag sha256:good lab/web:1", Pull, Arrive], staged: "sha256:bad");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task A_rollback_to_a_release_without_the_name_leaves_it_what_it_was(string shell) =>
        await StagesAsync(shell, "sha256:bad", [Plan, Switch("OTHER"), Pull, Arrive]);

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task After_a_revert_it_goes_to_what_ran_before_the_switch(string shell)
    {
        parts.Write("base/old/release", "GOOD");
        parts.Write("base/old/tags", "lab/web:1 sha256:refreshed");

        await StagesAsync(shell, "sha256:refreshed", [Plan, Switch("GOOD"), Pull, Arrive]);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task After_a_switch_that_was_pending_it_goes_to_what_that_release_runs(string shell)
    {
        Current("GOOD");

        await StagesAsync(shell, "sha256:good", [": >\"$pending\"", Plan, "rm \"$pending\"", "dk tag sha256:good lab/web:1", Pull, Arrive]);
    }

    // By hand: somebody reloaded the unit, whose refresh pulled the same.
    [Theory]
    [MemberData(nameof(Shells))]
    public async Task What_was_started_from_the_pulled_image_keeps_it(string shell) =>
        await StagesAsync(shell, "sha256:new", [Plan, Pull, "echo 'c2 web true sha256:new lab/web:1' >\"$base/../docker/containers\"", Arrive]);

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task A_pull_that_failed_moved_nothing(string shell)
    {
        parts.Write("docker/registry", "");

        await StagesAsync(shell, "sha256:bad", [Plan, $"! {Pull} 2>&1", "image_arrived lab/web:1 1"], staged: "sha256:bad");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task A_stage_that_died_is_made_good(string shell)
    {
        var result = await RunAsync(shell, Plan, Pull, "repair_tags_now");

        Assert.Contains("put the name lab/web:1 back", result, StringComparison.Ordinal);
        Assert.Equal("sha256:bad", parts.Meaning("lab/web:1"));
        Assert.Equal("", parts.Read("base/stage.tags"));
    }

    // The power went in the middle of the pull; the boot refresh pulled again and started what it got.
    [Theory]
    [MemberData(nameof(Shells))]
    public async Task What_runs_since_a_stage_died_keeps_its_name(string shell)
    {
        await RunAsync(shell, Plan, Pull);
        parts.Write("docker/containers", "c2 web true sha256:new lab/web:1");

        Assert.Equal("", await RunAsync(shell, "repair_tags_now"));

        Assert.Equal("sha256:new", parts.Meaning("lab/web:1"));
        Assert.Equal("", parts.Read("base/stage.tags"));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task A_rollback_since_a_stage_died_is_not_undone(string shell)
    {
        await RunAsync(shell, Plan, Pull, Switch("GOOD"), "dk tag sha256:good lab/web:1", "repair_tags_now");

        Assert.Equal("sha256:good", parts.Meaning("lab/web:1"));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task A_docker_that_does_not_say_what_runs_is_asked_again_later(string shell)
    {
        await RunAsync(shell, Plan, Pull);
        parts.Write("docker/silent", "ps");

        Assert.Equal("later\n", await RunAsync(shell, "repair_tags_now || echo later"));

        Assert.Equal("sha256:new", parts.Meaning("lab/web:1"));
        Assert.Equal("lab/web:1 sha256:bad NOW tiny\n", parts.Read("base/stage.tags"));
    }

    // Of a program before the rule: it noted neither release nor project.
    [Theory]
    [MemberData(nameof(Shells))]
    public async Task A_note_without_its_release_is_read(string shell)
    {
        parts.Write("base/stage.tags", "lab/web:1 sha256:good");

        await RunAsync(shell, "project=''; repair_tags_now");

        Assert.Equal("sha256:bad", parts.Meaning("lab/web:1")); // c1 runs it
        parts.Write("docker/containers", "");
        parts.Write("base/stage.tags", "lab/web:1 sha256:good");

        await RunAsync(shell, "project=''; repair_tags_now");

        Assert.Equal("sha256:good", parts.Meaning("lab/web:1"));
    }

    public void Dispose() => parts.Dispose();

    private static string Switch(string release) => $"echo X-CoinPilot-Release={release} >\"$systemd_folder/$unit\"";

    private void Current(string release) => parts.Write("systemd/tiny-compose.service", $"X-CoinPilot-Release={release}");

    // The name means this in the end, and the release has what was pulled, whatever the name meant in between.
    private async Task StagesAsync(string shell, string meaning, string[] steps, string staged = "sha256:new")
    {
        await RunAsync(shell, steps);

        Assert.Equal(meaning, parts.Meaning("lab/web:1"));
        Assert.Equal(staged, parts.Meaning("coinpilot/tiny/web:NEXT"));
    }

    private async Task<string> RunAsync(string shell, params string[] steps)
    {
        var result = await parts.RunAsync(shell, string.Join('\n', steps));
        Assert.True(result.ExitCode == 0, $"{result.StandardOutput}{result.StandardError}");
        return result.StandardOutput;
    }
}
