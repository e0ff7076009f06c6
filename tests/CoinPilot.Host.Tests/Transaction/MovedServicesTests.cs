using CoinPilot.Agent.Transaction;
using CoinPilot.Releases;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Transaction;

/// <summary>Services that get other volumes or networks, which Compose's own comparison does not see.</summary>
public sealed class MovedServicesTests
{
    private static readonly ReleaseConf Conf = ReleaseConf.Parse("project='tiny'\nenv_file='/dev/null'\ncompose_files='/r/compose.yml'\nimages='web=lab/web:1 db=lab/db:1'\n");

    private readonly SimulatedHost host = new();

    public MovedServicesTests()
    {
        host.Files.LayFolder(host.Places.Old);
        host.Run("c1", "web", "sha256:1", "lab/web:1");
        host.Run("c2", "db", "sha256:1", "lab/db:1");
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Are_made_anew_once_by_the_start_and_by_a_way_back_only_after_that()
    {
        await MovedServices.NoteAsync(host.Transaction, "tiny", ["db"], Ct);

        await MakeAnewAsync(isBack: true);
        Assert.Empty(host.Docker.Changes);
        await MakeAnewAsync(isBack: false);
        Assert.EndsWith("create --force-recreate --no-build --pull never -- db", Assert.Single(host.Docker.Changes), StringComparison.Ordinal);

        host.Docker.Changes.Clear();
        host.Docker.Containers.RemoveAll(one => one.State.Id == "c2");
        host.Run("c3", "db", "sha256:1", "lab/db:1");
        await MakeAnewAsync(isBack: false);
        Assert.Empty(host.Docker.Changes);
        await MakeAnewAsync(isBack: true);
        Assert.Single(host.Docker.Changes);
    }

    [Fact]
    public async Task Nothing_is_made_where_none_was_noted()
    {
        await MakeAnewAsync(isBack: false);
        await MovedServices.NoteAsync(host.Transaction, "tiny", [], Ct);
        await MakeAnewAsync(isBack: true);

        Assert.Empty(host.Docker.Changes);
    }

    private Task MakeAnewAsync(bool isBack) => MovedServices.MakeAnewAsync(host.Transaction, Conf, isBack, Ct);
}
