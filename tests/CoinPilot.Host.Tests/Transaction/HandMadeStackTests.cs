using System.Collections.Immutable;
using CoinPilot.Agent;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Transaction;
using CoinPilot.Releases;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Transaction;

/// <summary>The way back to a stack that CoinPilot did not start: only what surely was not there is taken down.</summary>
public sealed class HandMadeStackTests
{
    private static readonly (string Key, string Value)[] ByHand = [(ComposeLabels.WorkingDirectory, "/srv/web"), (ComposeLabels.ConfigFiles, "/srv/web/compose.yml")];

    private readonly SimulatedHost host = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IEnumerable<string> Composed => host.Docker.Changes.Where(change => change.StartsWith("compose ", StringComparison.Ordinal));

    [Theory]
    [InlineData("containers")]
    [InlineData("container")]
    public async Task A_docker_that_does_not_say_what_runs_ends_the_switch(string question)
    {
        host.Run("c1", "web", "sha256:1", "lab/web:1");
        host.Docker.IsSilent = asked => asked == question;

        var failed = await Assert.ThrowsAsync<VerbFailedException>(RememberAsync);

        Assert.Equal(ExitStatus.Failure, failed.Failure.ExitCode);
        Assert.Contains("Docker did not say what runs", failed.Message, StringComparison.Ordinal);
        Assert.Null(host.Files.Entry($"{host.Places.Old}/nothing-ran"));
    }

    [Fact]
    public async Task Its_containers_their_images_and_its_files_are_noted()
    {
        host.Run("c1", "web", "sha256:1", "lab/web:1", labels: ByHand);
        host.Run("c2", "job", "sha256:2", "lab/job:1", status: "exited", labels: ByHand);

        await RememberAsync();

        Assert.Equal("web true sha256:1 lab/web:1\njob false sha256:2 lab/job:1\n", host.Files.ReadText($"{host.Places.Old}/containers"));
        Assert.Equal("working_dir='/srv/web'\nconfig_files='/srv/web/compose.yml'\n", host.Files.ReadText($"{host.Places.Old}/stack"));
        Assert.Equal("sha256:1", host.Docker.Meaning("coinpilot/tiny/web:foreign"));
        Assert.Equal("sha256:2", host.Docker.Meaning("coinpilot/tiny/job:foreign"));
    }

    [Fact]
    public async Task What_was_noted_survives_a_power_cut()
    {
        host.Run("c1", "web", "sha256:1", "lab/web:1", labels: ByHand);
        await RememberAsync();

        host.Files.CutPower();

        Assert.Equal("web true sha256:1 lab/web:1\n", host.Files.ReadText($"{host.Places.Old}/containers"));
        Assert.Equal("foreign\n", host.Files.ReadText($"{host.Places.Old}/release"));
    }

    [Fact]
    public async Task It_is_started_as_it_was_and_only_what_ran()
    {
        host.Run("c1", "web", "sha256:1", "lab/web:1", labels: ByHand);
        host.Run("c2", "job", "sha256:2", "lab/job:1", status: "exited", labels: ByHand);
        await RememberAsync();
        host.Docker.Name("lab/web:1", "sha256:new");

        Assert.Equal(0, await BackToStackAsync());

        Assert.Equal(["compose --project-name tiny --project-directory /srv/web -f /srv/web/compose.yml up -d --no-build --pull never -- web"], Composed);
        Assert.Equal("sha256:1", host.Docker.Meaning("lab/web:1"));
    }

    [Fact]
    public async Task What_was_begun_where_nothing_ran_is_taken_down()
    {
        await RememberAsync();
        // Begun by the release that is given up.
        host.Run("c1", "web", "sha256:1", "lab/web:1");

        Assert.Equal(0, await BackToStackAsync());

        Assert.Equal(["compose --project-name tiny down --remove-orphans"], Composed);
    }

    // What a program before the mark left: no containers noted, because there were none, or because docker had failed it.
    [Fact]
    public async Task Without_the_mark_nothing_of_others_is_taken_down()
    {
        host.Run("c1", "web", "sha256:1", "lab/web:1", labels: ByHand);

        Assert.Equal(ExitStatus.Failure, await BackToStackAsync());

        Assert.Contains("1 containers of the project tiny are not of a release: nothing is taken down", host.Said);
        Assert.Empty(Composed);
        host.Docker.IsSilent = question => question == "containers";
        await Assert.ThrowsAsync<DockerSilentException>(BackToStackAsync);
        Assert.Empty(Composed);
    }

    [Fact]
    public async Task Without_the_mark_what_is_of_a_release_is_taken_down()
    {
        host.Run("c1", "web", "sha256:1", "lab/web:1", labels: (ComposeLabels.ConfigFiles, $"{host.Places.Release("1")}/compose.yml"));

        Assert.Equal(0, await BackToStackAsync());

        Assert.Equal(["compose --project-name tiny down --remove-orphans"], Composed);
    }

    // Labels come with images: one would name the Compose file that root runs on the way back.
    [Fact]
    public async Task An_image_that_brings_the_labels_of_Compose_along_ends_the_switch()
    {
        host.Run("c1", "web", "sha256:1", "lab/web:1", labels: ByHand);
        host.Run("c2", "--build", "sha256:2", "lab/job:1", labels: ByHand);
        Labels("sha256:1", ComposeLabels.Project, ComposeLabels.Service, "maintainer");

        await RememberAsync();
        Assert.Equal("web true sha256:1 lab/web:1\n", host.Files.ReadText($"{host.Places.Old}/containers"));

        Labels("sha256:2", ComposeLabels.ConfigFiles);
        var forged = await Assert.ThrowsAsync<VerbFailedException>(RememberAsync);

        Assert.Equal(ExitStatus.BadInput, forged.Failure.ExitCode);
        Assert.Contains("brings labels of Compose along", forged.Message, StringComparison.Ordinal);
    }

    private Task RememberAsync() => new FormerState(host.Transaction, "tiny").RememberAsync("foreign", [], ImmutableDictionary<string, string?>.Empty, Ct);

    private Task<int> BackToStackAsync() => new FormerStack(
        host.Transaction, new() { New = "NEW", Old = "foreign", App = "tiny", Unit = SimulatedHost.Unit, Project = "tiny", NewImages = ReleaseConf.ReadImages("web=lab/web:1") }).BringBackAsync(Ct);

    private void Labels(string image, params string[] keys) =>
        host.Docker.Images[image] = host.Docker.Images[image] with { Labels = keys.ToImmutableDictionary(key => key, _ => "x") };
}
