using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Processes;
using CoinPilot.Agent.Transaction;
using CoinPilot.Releases;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Transaction;

/// <summary>Containers that wait for a network which is gone.</summary>
public sealed class LostNetworksTests
{
    private static readonly ReleaseConf Conf = ReleaseConf.Parse("project='tiny'\nenv_file='/dev/null'\ncompose_files='/r/compose.yml'\nimages='web=lab/web:1 db=lab/db:1'\n");

    private readonly SimulatedHost host = new();

    public LostNetworksTests() => host.Docker.Networks.Add(new("tiny_default", "new"));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private LostNetworks Lost => new(host.Parts, host.Places, Conf, host.Context().SayAsync);

    [Fact]
    public async Task Are_made_anew_by_Compose_which_keeps_their_volumes()
    {
        Stopped("c1", "web", "gone");
        Stopped("c2", "db", "new");

        Assert.Null(await Lost.MendAsync(Ct));

        Assert.EndsWith("-f /r/compose.yml create --force-recreate --no-build --pull never -- web", Assert.Single(host.Docker.Changes), StringComparison.Ordinal);
        Assert.Contains("tiny_default that web was made for is gone", Assert.Single(host.Said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Are_left_where_they_run_where_the_release_does_not_know_them_and_where_they_use_anothers()
    {
        Stopped("c1", "web", "gone", status: "running");
        Stopped("c2", "old", "gone");
        host.Run("c3", "db", "sha256:1", "lab/db:1", "exited");

        Assert.Null(await Lost.MendAsync(Ct));

        Assert.Empty(host.Docker.Changes);
        Assert.Empty(host.Said);
    }

    [Fact]
    public async Task What_Compose_refuses_is_told()
    {
        Stopped("c1", "web", "gone");
        host.Docker.Compose = _ => new CommandOutput(1, "", "network ext declared as external, but could not be found\n");

        Assert.Equal("network ext declared as external, but could not be found", await Lost.MendAsync(Ct));
    }

    private void Stopped(string id, string service, string network, string status = "exited")
    {
        var made = host.Run(id, service, "sha256:1", $"lab/{service}:1", status);
        host.Docker.Containers[^1] = made with { Networks = [new("tiny_default", network)] };
    }
}
