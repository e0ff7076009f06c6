using System.Collections.Immutable;
using CoinPilot.Hosts;
using Xunit;

namespace CoinPilot.Planning;

/// <summary>Which data services find, beside what they had.</summary>
public sealed class DataChangesTests
{
    private const string Unnamed = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private readonly Dictionary<string, DataState> there = new() { ["app_a"] = DataState.Filled, [Unnamed] = DataState.Filled, ["/srv/a"] = DataState.Filled };

    [Theory]
    [InlineData("app_a", "app_a", "")]
    [InlineData("app_a", "app_b", "/data of db: volume app_a → app_b, new and EMPTY; app_a stays")]
    [InlineData("app_a", "app_empty", "/data of db: volume app_a → app_empty, which is there and EMPTY; app_a stays")]
    [InlineData("app_a", "app_full", "/data of db: volume app_a → app_full, which is there; app_a stays")]
    [InlineData("app_a", "/srv/b", "/data of db: volume app_a → folder /srv/b, new and EMPTY; app_a stays")]
    [InlineData("/srv/a", "/srv/empty", "/data of db: folder /srv/a → /srv/empty, which is there and EMPTY; /srv/a stays")]
    [InlineData("app_gone", "app_gone", "/data of db: volume app_gone is gone: it would be made anew, EMPTY")]
    [InlineData("/srv/gone", "/srv/gone", "/data of db: folder /srv/gone is gone: it would be made anew, EMPTY")]
    [InlineData(null, "app_b", "/data of db: volume app_b, new")]
    [InlineData("app_a", null, "/data of db: volume app_a is mounted no more; it stays")]
    [InlineData(Unnamed, "app_b", "/data of db: a volume without a name → volume app_b, new and EMPTY; a volume without a name stays")]
    [InlineData(Unnamed, null, "")]
    public void At_one_place(string? before, string? after, string told)
    {
        there["app_empty"] = there["/srv/empty"] = DataState.Empty;
        there["app_full"] = DataState.Filled;

        var changes = Of([.. Mount("db", "/data", before)], [.. Mount("db", "/data", after)]);

        Assert.Equal(told, string.Join('\n', changes.Select(DataChangeText.Of)));
        Assert.Equal(told.Contains("EMPTY", StringComparison.Ordinal), changes.Any(change => change.Asks));
    }

    [Fact]
    public void A_place_in_the_container_may_move_with_its_volume_but_not_to_a_new_one()
    {
        Assert.Empty(Of([.. Mount("db", "/data", "app_a")], [.. Mount("db", "/var/data", "app_a")]));

        var change = Assert.Single(Of([.. Mount("db", "/data", "app_a")], [.. Mount("db", "/var/data", "app_b")]));

        Assert.Equal((DataFate.New, "/data"), (change.Fate, change.Before!.Destination));
    }

    [Fact]
    public void A_service_that_is_new_as_a_whole_is_asked_nothing() => Assert.Empty(Of([.. Mount("db", "/data", "app_a")], [.. Mount("db", "/data", "app_a"), .. Mount("web", "/www", "app_www")]));

    [Fact]
    public void A_volume_without_a_name_comes_along_with_the_container_and_only_with_it()
    {
        ServiceMount unnamed = new("db", "/data", MountKind.Volume, "");

        Assert.Empty(Of([.. Mount("db", "/data", Unnamed)], [unnamed]));
        Assert.Equal([DataFate.Abandoned], Of([.. Mount("db", "/data", "app_a")], [unnamed]).Select(change => change.Fate));
        Assert.Equal([DataFate.New], Of([.. Mount("db", "/data", "app_a")], [unnamed], running: []).Select(change => change.Fate));
    }

    [Fact]
    public void Somebody_agrees_by_the_key_by_the_name_or_by_the_path()
    {
        var volume = Of([.. Mount("db", "/data", "app_a")], [new("db", "/data", MountKind.Volume, "app_b") { Key = "b" }])[0];
        var folder = Of([.. Mount("db", "/data", "/srv/a")], [.. Mount("db", "/data", "/srv/b")])[0];

        Assert.All(["b", "app_b"], name => Assert.True(volume.IsCalled(name)));
        Assert.All(["app_a", "", "/data"], name => Assert.False(volume.IsCalled(name)));
        Assert.True(folder.IsCalled("/srv/b/"));
    }

    private ImmutableArray<DataChange> Of(ImmutableArray<ServiceMount> before, ImmutableArray<ServiceMount> next, ImmutableHashSet<string>? running = null) =>
        new DataChanges(before, ["db"], running ?? ["db"], mount => there.GetValueOrDefault(mount.Source, DataState.Missing), _ => null).Of(next, "app");

    private static ServiceMount[] Mount(string service, string destination, string? source) =>
        source is null ? [] : [new(service, destination, source[0] == '/' ? MountKind.Bind : MountKind.Volume, source)];
}
