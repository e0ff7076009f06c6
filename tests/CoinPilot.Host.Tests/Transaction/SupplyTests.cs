using System.Text;
using CoinPilot.Agent.Transaction;
using CoinPilot.Releases;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Transaction;

/// <summary>The lines of the unit that put right what a start of the installed release needs.</summary>
public sealed class SupplyTests
{
    private const string Release = "20261124-053107-ab12cd3";

    private readonly SimulatedHost host = new();

    public SupplyTests()
    {
        host.Install(Release);
        host.LayRelease(Release, "project='tiny'\nenv_file='/dev/null'\ntags='exact'\nimages='web=lab/web:1 made=tiny-made'\nbuilt='made'\nbuild_file='/r/build.yml'\n");
        host.Files.Lay($"{host.Places.Release(Release)}/{ReleaseFile.Manifest}", """
            {"format":1,"release":"20261124-053107-ab12cd3","app":"tiny","contentDigest":"d","startPolicy":"guarded","madeAt":"2026-11-24T05:31:07+00:00","by":"mia","dirty":false,
             "stableForSeconds":1,"startBoundSeconds":70,"confirmWithinSeconds":100,"needsEnvFile":false,"fileDigests":{},"objects":[],"services":[
             {"name":"web","image":"lab/web:1","built":false,"gate":"required","hasHealthcheck":false,"replicas":1,"budgetSeconds":20,"readyAfterSeconds":0,"imageId":"sha256:web","repoDigest":"lab/web@sha256:feed"},
             {"name":"made","image":"tiny-made","built":true,"gate":"required","hasHealthcheck":false,"replicas":1,"budgetSeconds":20,"readyAfterSeconds":0,"imageId":"sha256:made"}]}
            """);
        host.Docker.Name($"coinpilot/tiny/web:{Release}", "sha256:web");
        host.Docker.Name($"coinpilot/tiny/made:{Release}", "sha256:made");
    }

    [Fact]
    public async Task Names_that_mean_nothing_get_the_releases_images_in_the_first_line_already()
    {
        Assert.Equal(0, await SweepCommand.RunAsync(host.Parts, "tiny", "tiny"));

        Assert.Equal(("sha256:web", "sha256:made"), (host.Docker.Meaning("lab/web:1"), host.Docker.Meaning("tiny-made:latest")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_Compose_what_was_made_is_started_by_the_engine(bool isComposeThere)
    {
        host.Docker.Name("lab/web:1", "sha256:web");
        host.Docker.Name("tiny-made:latest", "sha256:made");
        host.Files.Lay($"{host.Places.Release(Release)}/confirmed", "at='1'\nran='web'\n");
        host.Run("1", "web", "sha256:web", "lab/web:1", "exited");
        host.Run("2", "made", "sha256:made", "tiny-made", "exited"); // it did not run when the release was confirmed
        if (!isComposeThere)
        {
            host.Files.Remove("/usr/libexec/docker/cli-plugins/docker-compose");
        }

        Assert.Equal(0, await SupplyCommand.RunAsync(host.Parts, "tiny"));

        Assert.Equal([isComposeThere ? "exited" : "running", "exited"], host.Docker.Containers.Select(one => one.State.Status));
    }

    [Fact]
    public async Task A_name_that_a_refresh_moved_stays_as_it_is()
    {
        host.Docker.Name("lab/web:1", "sha256:newer");

        await SweepCommand.RunAsync(host.Parts, "tiny", "tiny");
        await SupplyCommand.RunAsync(host.Parts, "tiny");

        Assert.Equal("sha256:newer", host.Docker.Meaning("lab/web:1"));
    }

    [Fact]
    public async Task A_name_that_somebody_moved_comes_back_where_a_boot_refreshes_nothing()
    {
        host.Docker.Name("lab/web:1", "sha256:newer");
        host.Files.Lay(host.Places.HoldFile, "the hold\n");
        host.Files.Lay(host.Places.LockFile);

        using (host.Files.TryLock(host.Places.LockFile))
        {
            await SweepCommand.RunAsync(host.Parts, "tiny", "tiny");
            Assert.Equal("sha256:newer", host.Docker.Meaning("lab/web:1")); // a verb at work has given the names itself
        }

        await SweepCommand.RunAsync(host.Parts, "tiny", "tiny");
        Assert.Equal("sha256:web", host.Docker.Meaning("lab/web:1"));
    }

    [Fact]
    public async Task A_pinned_release_is_started_as_it_was_confirmed_whatever_its_names_mean()
    {
        var manifest = $"{host.Places.Release(Release)}/{ReleaseFile.Manifest}";
        host.Files.Lay(manifest, Encoding.UTF8.GetString(host.Files.Read(manifest)!).Replace("guarded", "pinned", StringComparison.Ordinal));
        host.Files.Lay(host.Places.LockFile);
        host.Docker.Name("lab/web:1", "sha256:newer");

        await SweepCommand.RunAsync(host.Parts, "tiny", "tiny");

        Assert.Equal(("sha256:web", "sha256:made"), (host.Docker.Meaning("lab/web:1"), host.Docker.Meaning("tiny-made:latest")));
    }

    [Fact]
    public async Task What_is_gone_is_pulled_by_its_digest_and_built_from_the_releases_own_files()
    {
        host.Docker.Lose("sha256:web");
        host.Docker.Lose("sha256:made");
        host.Docker.Registry["lab/web@sha256:feed"] = ("sha256:web", "sha256:feed");
        host.Docker.Compose = command =>
        {
            if (command.Arguments.Contains("build"))
            {
                host.Docker.Name($"coinpilot/tiny/made:{Release}", "sha256:again");
            }

            return null;
        };

        Assert.Equal(0, await SupplyCommand.RunAsync(host.Parts, "tiny"));

        Assert.Equal(("sha256:web", "sha256:again"), (host.Docker.Meaning("lab/web:1"), host.Docker.Meaning("tiny-made:latest")));
    }

    [Fact]
    public async Task What_cannot_be_had_fails_the_line_and_leaves_the_rest()
    {
        host.Docker.Lose("sha256:web");

        Assert.NotEqual(0, await SupplyCommand.RunAsync(host.Parts, "tiny"));

        Assert.Null(host.Docker.Meaning("lab/web:1"));
        Assert.Equal("sha256:made", host.Docker.Meaning($"coinpilot/tiny/made:{Release}"));
    }

    [Fact]
    public async Task A_unit_that_nobody_deployed_needs_nothing()
    {
        host.Files.Lay(host.Places.UnitFile, "[Service]\nExecStart=/bin/true\n");

        Assert.Equal(0, await SupplyCommand.RunAsync(host.Parts, "tiny"));
        Assert.Equal(0, await SweepCommand.RunAsync(host.Parts, "tiny", "tiny"));
    }
}
