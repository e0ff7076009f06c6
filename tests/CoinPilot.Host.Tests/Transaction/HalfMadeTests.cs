using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Transaction;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Transaction;

/// <summary>What an interrupted recreation or removal has left.</summary>
public sealed class HalfMadeTests
{
    private readonly SimulatedHost host = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private HalfMade HalfMade => new(host.Parts, "tiny", host.Context().SayAsync);

    [Fact]
    public async Task Only_a_name_that_Compose_makes_for_the_moment_is_taken_away()
    {
        Made("c1", "db_exporter", "coinpilot_db_exporter");
        Made("c2", "web", "0123456789ab_tiny-web");
        Made("c3", "api", "0123456789ag_tiny-api");

        await HalfMade.SweepAsync(Ct);

        Assert.Equal(["rename c2 tiny-web"], host.Docker.Changes);
    }

    [Fact]
    public async Task One_that_stands_beside_what_it_was_to_replace_is_removed()
    {
        Made("c1", "web", "0123456789ab_tiny-web");
        host.Run("c2", "web", "sha256:1", "lab/web:1");

        await HalfMade.SweepAsync(Ct);

        Assert.Equal(["remove c1"], host.Docker.Changes);
    }

    [Theory]
    [InlineData("dead")]
    [InlineData("removing")]
    public async Task What_Docker_was_removing_is_removed(string status)
    {
        host.Run("c1", "web", "sha256:1", "lab/web:1", status);
        host.Run("c2", "db", "sha256:2", "lab/db:1", "exited");

        await HalfMade.SweepAsync(Ct);

        Assert.Equal(["remove c1"], host.Docker.Changes);
    }

    [Fact]
    public async Task Those_of_another_project_are_nobodys_business()
    {
        host.Run("c1", "web", "sha256:1", "lab/web:1", "dead", project: "other");

        await HalfMade.SweepAsync(Ct);

        Assert.Empty(host.Docker.Changes);
    }

    [Fact]
    public async Task A_docker_that_is_away_for_a_moment_is_waited_for()
    {
        var back = host.Clock.Uptime + TimeSpan.FromSeconds(20);
        host.Docker.IsSilent = _ => host.Clock.Uptime < back;

        Assert.True(await host.Clock.RunAsync(HalfMade.SweepPatientlyAsync(Ct)));

        Assert.Equal(["the Docker Engine does not answer: waiting for it, a minute at most"], host.Said);
    }

    [Fact]
    public async Task One_that_stays_away_is_given_up()
    {
        host.Docker.IsSilent = _ => true;

        Assert.False(await host.Clock.RunAsync(HalfMade.SweepPatientlyAsync(Ct)));
        await Assert.ThrowsAsync<DockerSilentException>(() => HalfMade.SweepAsync(Ct));
    }

    private void Made(string id, string service, string name)
    {
        var made = host.Run(id, service, "sha256:1", "lab/web:1", "created");
        host.Docker.Containers[^1] = made with { State = made.State with { Name = name } };
    }
}
