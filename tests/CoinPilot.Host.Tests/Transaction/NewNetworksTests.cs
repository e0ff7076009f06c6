using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Transaction;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Transaction;

/// <summary>Networks that a release made which is taken back.</summary>
public sealed class NewNetworksTests
{
    private readonly SimulatedHost host = new();

    public NewNetworksTests()
    {
        host.Files.LayFolder(host.Places.Old);
        Lay("tiny_default", "old");
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private NewNetworks Networks => new(host.Transaction, "tiny");

    [Fact]
    public async Task Go_with_their_containers_stopped_and_those_of_before_and_of_others_stay()
    {
        await Networks.NoteAsync(Ct);
        Lay("tiny_backend", "new");
        Lay("other_default", "others", project: "other");
        Attach("c1", "new", "running");
        Attach("c2", "new", "exited");
        Attach("c3", "old", "running");

        await Networks.TakeAwayAsync(Ct);

        Assert.Equal(["stop c1", "remove network new"], host.Docker.Changes);
        Assert.Equal(["old", "others"], host.Docker.Networks.Select(network => network.Id));
        Assert.Equal(["removed the network tiny_backend, which the new release made"], host.Said);
    }

    [Fact]
    public async Task Stay_where_somebody_elses_container_uses_them()
    {
        await Networks.NoteAsync(Ct);
        Lay("tiny_backend", "new");
        Attach("c1", "new", "exited", project: "other");

        await Networks.TakeAwayAsync(Ct);

        Assert.Empty(host.Docker.Changes);
        Assert.Contains("tiny_backend, which the new release made, stays", Assert.Single(host.Warned), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stay_where_nobody_noted_what_was_there()
    {
        await Networks.TakeAwayAsync(Ct);

        Assert.Empty(host.Docker.Changes);
    }

    private void Lay(string name, string id, string project = "tiny") =>
        host.Docker.Networks.Add(new(name, id) { Labels = ImmutableDictionary<string, string>.Empty.Add(ComposeLabels.Project, project) });

    private void Attach(string id, string network, string status, string project = "tiny")
    {
        var made = host.Run(id, id, "sha256:1", "lab/web:1", status, project);
        host.Docker.Containers[^1] = made with { Networks = [new("n", network)] };
    }
}
