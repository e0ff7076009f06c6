using System.Text.Json;
using System.Text.RegularExpressions;
using CoinPilot.History;
using CoinPilot.Hosts;
using CoinPilot.Inspection;
using CoinPilot.Planning;
using CoinPilot.Releases;
using Xunit;

namespace CoinPilot.Formats;

/// <summary>What older versions wrote is read for ever: the fixtures are never changed, a new version of a format gets new ones (D019).</summary>
public sealed partial class FormatTests
{
    private const string Release = "20261124-053107-ab12cd3";

    [Fact]
    public void A_manifest_of_version_1_is_read()
    {
        var manifest = ReleaseManifest.Parse(Fixture("manifest-1.json"));

        Assert.True(manifest is { Release: Release, App: "shop", StartPolicy: "guarded", StableForSeconds: 10, StartBoundSeconds: 184, ConfirmWithinSeconds: 264, NeedsEnvFile: true });
        Assert.Equal(("shop-db", "required", true, 60d), (manifest.Services[0].ContainerName, manifest.Services[0].Gate, manifest.Services[0].HasHealthcheck, manifest.Services[0].BudgetSeconds));
        Assert.Equal(2, manifest.Services[1].Replicas);
        Assert.Equal(Keys(Fixture("manifest-1.json")), Keys(manifest.ToJson()));
    }

    [Theory]
    [InlineData("release-conf-1")]
    [InlineData("release-conf-2")]
    public void A_release_conf_of_each_version_is_read(string fixture)
    {
        var conf = ReleaseConf.Parse(Fixture(fixture));

        Assert.Equal(("shop", "/etc/coinpilot/shop/.env", true, "ab12cd3e01-dirty"), (conf.Project, conf.EnvFile, conf.HasExactTags, conf.Commit));
        Assert.Equal([new("db", "postgres:16"), new("Web", "shop-web")], conf.Images);
        Assert.Equal((TimeSpan.FromSeconds(300), TimeSpan.FromSeconds(900), TimeSpan.FromSeconds(184)), (conf.PullTimeout, conf.BuildTimeout, conf.StartTimeout));
        Assert.Equal(["/var/lib/coinpilot/shop/objects/3c0ffee?/db.env"], conf.EnvFiles);
    }

    [Fact]
    public void A_pending_switch_of_version_1_is_read_and_written_the_same() =>
        Assert.Equal(Fixture("pending-1"), PendingFile.Parse(Fixture("pending-1")).ToString());

    [Theory]
    [InlineData("journal-0.jsonl")]
    [InlineData("journal-1.jsonl")]
    public void A_history_of_each_version_is_read(string fixture)
    {
        var entry = Assert.Single(HistoryReader.Read(Fixture(fixture).Split('\n')));

        Assert.Equal(("deploy", Release, "deployed", "mia", "ab12cd3"), (entry.Kind, entry.Release, entry.Verdict, entry.By, entry.Commit));
    }

    [Fact]
    public void A_plan_of_version_1_is_read()
    {
        var plan = PlanDocument.Parse(Fixture("plan-1.json"));

        Assert.Equal(("shop", PlanIntent.Deploy, Release, "none"), (plan.App, plan.Intent, plan.Release, plan.Basis.Current));
        Assert.Equal(["stage", "watch"], plan.Steps.Select(step => step.Verb));
    }

    [Fact]
    public void The_confirmed_data_of_version_1_is_read_and_written_the_same()
    {
        var data = ConfirmedData.Parse(Fixture("confirmed-data-1.json"));

        Assert.Equal([("db", "shop_data", ""), ("web", "/srv/data/files", "/srv/data")], data.Mounts.Select(mount => (mount.Service, mount.Source, mount.MountedAt)));
        Assert.Equal(Fixture("confirmed-data-1.json"), data.ToJson());
    }

    [Fact]
    public void A_later_version_is_refused_by_name_with_what_to_do()
    {
        Refused("release 20261124-053107-ab12cd3 has version 9 of the format 'manifest', this CoinPilot reads 1 only", () => ReleaseManifest.Parse("""{"format":9,"release":"20261124-053107-ab12cd3"}"""));
        Refused("release x has version 9 of the format 'release.conf', this CoinPilot reads 0 to 2", () => ReleaseConf.Parse("format='9'\nrelease='x'\n"));
        Refused("the switch to x, by /usr/local/lib/coinpilot/y/coinpilot, has version 9 of the format 'pending switch'", () => PendingFile.Parse("format='9'\nnew='x'\nprogram='/usr/local/lib/coinpilot/y/coinpilot'\n"));
        Refused("the data of a release has version 9 of the format 'confirmed data'", () => ConfirmedData.Parse("""{"format":9}"""));
        Refused("it has version 9 of the format 'plan'", () => PlanDocument.Parse("""{"format":9}"""));

        static void Refused(string said, Func<object> read)
        {
            var error = Assert.Throws<UnknownFormatException>(read);
            Assert.Equal(ExitStatus.BadInput, error.ExitStatus);
            Assert.StartsWith(said, error.Message, StringComparison.Ordinal);
            Assert.Contains("→ use the CoinPilot that wrote it, or a newer one", error.Message, StringComparison.Ordinal);
        }
    }

    // Lines of a later version among ours: the rest is told.
    [Fact]
    public void A_line_of_a_later_history_is_passed_over() =>
        Assert.Single(HistoryReader.Read(["""{"format":9,"what":"?"}""", .. Fixture("journal-1.jsonl").Split('\n')]));

    // Whoever looks is told what is there; whoever deploys is refused before anything is touched.
    [Fact]
    public void A_host_whose_release_a_later_version_made_is_shown_and_not_deployed_to()
    {
        var later = StatusSamples.Good with { Releases = [.. StatusSamples.Good.Releases.Select(release => release with { Manifest = FormatPattern().Replace(release.Manifest!, "\"format\": 9", 1) })] };

        var status = Inspector.Inspect(later, AppName.Parse("coinpilot"), "coinpilot-compose.service", "vm");

        Assert.True(status.IsDegraded);
        Assert.Contains(status.Findings, finding => finding.Text.Contains("version 9 of the format 'manifest'", StringComparison.Ordinal) && finding.Next!.Contains("newer", StringComparison.Ordinal));
        Assert.Throws<UnknownFormatException>(() => Planner.Deploy(StatusSamples.Manifest, later, force: false));
        Assert.Equal(2, ReleasesText.JsonOf(later).Length);
    }

    private static string Fixture(string name) => File.ReadAllText(Path.Combine(Golden.Root, "tests", "CoinPilot.Core.Tests", "Formats", "fixtures", name));

    private static string[] Keys(string json) => [.. KeysOf(JsonDocument.Parse(json).RootElement, "").Distinct().Order(StringComparer.Ordinal)];

    private static IEnumerable<string> KeysOf(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => KeysOf(property.Value, $"{path}.{property.Name}").Append($"{path}.{property.Name}")),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => KeysOf(item, $"{path}[]")),
        _ => [],
    };

    [GeneratedRegex("\"format\": 1")]
    private static partial Regex FormatPattern();
}
