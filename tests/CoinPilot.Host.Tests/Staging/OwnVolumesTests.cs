using System.Collections.Immutable;
using CoinPilot.Agent;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Staging;
using CoinPilot.Hosts;
using CoinPilot.Releases;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Staging;

/// <summary>Whose data it is that a stack would take, or lose sight of.</summary>
public sealed class OwnVolumesTests
{
    private static readonly ReleaseConf Conf = ReleaseConf.Parse("project='tiny'\nimages='web=lab/web:1 db=lab/db:1'\n");

    private readonly SimulatedHost host = new();

    [Fact]
    public async Task One_of_its_own_project_is_taken()
    {
        Lay("tiny_data", "tiny", "data");

        await DemandAsync();

        Assert.Empty(host.Told);
    }

    [Fact]
    public async Task One_that_Compose_did_not_make_is_taken_and_said()
    {
        host.Docker.Volumes.Add(new("tiny_data", ImmutableDictionary<string, string>.Empty));

        await DemandAsync();

        Assert.Equal(["the volume tiny_data was not made by Compose; it is used as it is"], host.Warned);
    }

    [Fact]
    public async Task One_of_another_project_is_refused()
    {
        Lay("tiny_data", "other", "data");

        await RefusesAsync("the volume tiny_data belongs to the Compose project other, not to tiny", "deploy with --app other");
    }

    [Fact]
    public async Task One_that_the_stack_calls_external_is_nobodys_business()
    {
        Lay("tiny_data", "other", "data");

        await DemandAsync(new NeededVolume("tiny_data", IsExternal: true) { Key = "data" });
    }

    [Fact]
    public async Task One_that_the_stack_calls_external_must_be_there()
    {
        var refused = await Assert.ThrowsAsync<VerbFailedException>(() => DemandAsync(new NeededVolume("gone", IsExternal: true)));

        Assert.Equal((ExitStatus.BadInput, "the external volume gone is not on this host: Compose makes none, and no start would succeed"), (refused.Failure.ExitCode, refused.Message));
    }

    [Fact]
    public async Task Before_the_first_release_the_data_of_the_same_stack_under_another_name_is_not_left_behind()
    {
        Lay("old_data", "old", "data");
        host.Run("1", "db", "sha256:1", "lab/db:1", project: "old");

        await RefusesAsync("this stack seems to have run as the project old: old_data holds its data, and as tiny it would get the new, empty volume tiny_data", "deploy with --app old");
    }

    [Theory]
    [InlineData("it has a service that this stack lacks")]
    [InlineData("it is an app of its own here")]
    [InlineData("its volume has another name in its file")]
    [InlineData("its name is no word")]
    [InlineData("a release of ours runs")]
    public async Task Another_stack_may_have_a_volume_of_that_name(string because)
    {
        Lay("old_data", because.StartsWith("its name", StringComparison.Ordinal) ? "o l d" : "old", because.StartsWith("its volume", StringComparison.Ordinal) ? "files" : "data");
        switch (because)
        {
            case "it has a service that this stack lacks":
                host.Run("1", "mail", "sha256:1", "lab/mail:1", project: "old");
                break;
            case "it is an app of its own here":
                host.Files.LayFolder("/var/lib/coinpilot/old");
                break;
            case "a release of ours runs":
                host.Install("NOW");
                Lay("tiny_more", "tiny", "more");
                break;
            default:
                break;
        }

        await DemandAsync();
    }

    private Task DemandAsync(NeededVolume? volume = null) =>
        new OwnVolumes(host.Transaction, Conf, new("tiny", [], [], [], [volume ?? new("tiny_data", IsExternal: false) { Key = "data" }], [])).DemandAsync(TestContext.Current.CancellationToken);

    private async Task RefusesAsync(string why, string fix)
    {
        var refused = await Assert.ThrowsAsync<VerbFailedException>(() => DemandAsync());

        Assert.Equal((ExitStatus.BadInput, why), (refused.Failure.ExitCode, refused.Message));
        Assert.StartsWith(fix, refused.Failure.Fixes.Single(), StringComparison.Ordinal);
    }

    private void Lay(string name, string project, string key) => host.Docker.Volumes.Add(new(
        name, ImmutableDictionary<string, string>.Empty.Add(ComposeLabels.Project, project).Add(ComposeLabels.Volume, key)));
}
