using System.Collections.Immutable;
using CoinPilot.Compose.Lints;
using CoinPilot.Health;
using CoinPilot.Releases;
using Xunit;

namespace CoinPilot.Compose;

/// <summary>Which services can run twice for a while, and what is said of the others.</summary>
public sealed class StartFirstTests
{
    private const string Good = "    healthcheck: { test: [ CMD, up ], interval: 5s, timeout: 5s, retries: 2 }\n    x-coinpilot: { update: start-first }\n";

    [Fact]
    public void A_service_behind_a_proxy_that_writes_nowhere_can()
    {
        var project = Project(Good + "    hostname: web\n    networks: { default: { aliases: [ www ] } }\n    expose: [ 80 ]\n    volumes: [ \"./a:/a:ro\", { type: tmpfs, target: /tmp } ]\n    depends_on: [ db ]\n");

        Assert.Empty(Errors(project));
        Assert.Equal("web", Assert.Single(StartFirst.Of(project)).Name);
    }

    [Theory]
    [InlineData("    ports: [ \"8080:80\" ]\n", "6:14", "it publishes the host's port 8080")]
    [InlineData("    ports: [ \"${PORT}:80\" ]\n", "6:14", "it publishes the host's port ")]
    [InlineData("    container_name: web\n", "6:5", "it has a container name")]
    [InlineData("    volumes: [ \"data:/data\" ]\n", "6:16", "it writes to /data")]
    [InlineData("    volumes: [ \"/srv:/data\" ]\n", "6:16", "it writes to /data")]
    [InlineData("    volumes: [ /data ]\n", "6:16", "it writes to /data")]
    [InlineData("    volumes_from: [ db ]\n", "6:5", "it has another container's volumes")]
    [InlineData("    networks: { default: { ipv4_address: 172.28.0.9 } }\n", "6:5", "it has an address or options of its own in the network 'default'")]
    [InlineData("    mac_address: 02:42:ac:11:65:43\n", "6:5", "it has a MAC address")]
    [InlineData("    network_mode: host\n", "6:5", "`network_mode: host` has no names")]
    [InlineData("    network_mode: service:db\n", "6:5", "it shares `network_mode` with another container")]
    [InlineData("    network_mode: container:x\n", "6:5", "it shares `network_mode` with another container")]
    [InlineData("    pid: service:db\n", "6:5", "it shares `pid` with another container")]
    [InlineData("    devices: [ /dev/ttyUSB0 ]\n", "6:5", "it uses devices")]
    [InlineData("    deploy: { replicas: 2 }\n", "6:5", "it has 2 containers")]
    [InlineData("    scale: 0\n", "6:5", "it has 0 containers")]
    [InlineData("    depends_on: { db: { condition: service_completed_successfully } }\n", "6:19", "it waits for the task 'db'")]
    [InlineData("  side:\n    image: s:1\n    network_mode: service:web\n", "2:3", "'side' shares a namespace with its container")]
    [InlineData("  side:\n    image: s:1\n    depends_on: { web: { condition: service_completed_successfully } }\n", "2:3", "others wait for its end: it is a task")]
    public void Each_obstacle_is_an_error_at_its_place_that_says_what_to_do(string line, string at, string why)
    {
        var project = Project(Good + line);

        var error = Assert.Single(Errors(project), finding => finding.Rule == "start-first-not-possible");
        Assert.StartsWith($"'web' can't be replaced start-first: {why}", error.Message, StringComparison.Ordinal);
        Assert.Equal($"/p/compose.yml:{at}", error.At!.ToString());
        Assert.NotEmpty(error.Fix!);
        Assert.Empty(StartFirst.Of(project));
    }

    [Theory]
    [InlineData("    x-coinpilot: { update: start-first }\n", "it has no healthcheck")]
    [InlineData("    healthcheck: { disable: true }\n    x-coinpilot: { update: start-first }\n", "it has no healthcheck")]
    [InlineData("    healthcheck: { test: [ CMD, up ] }\n    x-coinpilot: { update: start-first, gate: warn }\n", "its gate is not `required`")]
    [InlineData("    healthcheck: { test: [ CMD, up ] }\n    x-coinpilot: { update: start-first, single: true }\n", "it is marked `single: true`")]
    public void What_it_lacks_or_contradicts_is_one_too(string lines, string why) =>
        Assert.Contains(why, Assert.Single(Errors(Project(lines)), finding => finding.Rule == "start-first-not-possible").Message, StringComparison.Ordinal);

    [Fact]
    public void What_two_may_write_to_is_said_to_be_shared()
    {
        var project = Project((Good + "    volumes: [ \"data:/data\" ]\n").Replace("start-first }", "start-first, shared-volumes: true }", StringComparison.Ordinal));

        Assert.Empty(Errors(project));
        Assert.Single(StartFirst.Of(project));
    }

    [Fact]
    public void One_that_is_single_has_one_container()
    {
        var error = Assert.Single(Errors(Project("    x-coinpilot: { single: true }\n    scale: 2\n")));

        Assert.Equal(("single-twice", "/p/compose.yml:4:28"), (error.Rule, error.At!.ToString()));
        Assert.Empty(Errors(Project("    x-coinpilot: { single: true }\n")));
    }

    // Only who asks for it is told.
    [Fact]
    public void Stop_first_is_what_it_is_without_a_word()
    {
        var project = Project("    ports: [ \"127.0.0.1:8080:80\" ]\n    x-coinpilot: { update: stop-first }\n");

        Assert.Empty(Errors(project));
        Assert.Empty(StartFirst.Of(project));
    }

    [Fact]
    public void Each_comes_after_what_it_depends_on()
    {
        const string Two = "services:\n  web:\n    image: w:1\n    depends_on: [ api ]\n" + Good + "  api:\n    image: a:1\n" + Good;

        Assert.Equal(["api", "web"], StartFirst.Of(ReleaseSamples.Project(Two)).Select(service => service.Name));
    }

    [Fact]
    public void The_release_says_which_with_their_time_and_one_without_says_nothing()
    {
        var with = ReleaseComposer.Compose(ReleaseSamples.Request(Text(Good + "    stop_grace_period: 7s\n")));
        var single = ReleaseComposer.Compose(ReleaseSamples.Request(Text("    x-coinpilot: { single: true }\n")));
        var without = ReleaseComposer.Compose(ReleaseSamples.Request(Text("    stop_grace_period: 7s\n")));

        var conf = ReleaseConf.Parse(with.Files[ReleaseFile.Conf]);
        Assert.Equal(("web", TimeSpan.FromSeconds(30)), (Assert.Single(conf.StartFirst).Key, conf.StartFirst[0].Value));
        Assert.Empty(conf.Singles);
        Assert.Equal(57, with.Manifest.StartFirstSeconds);
        Assert.True(with.Manifest.Services[0] is { StartFirst: true, IsSingle: null });
        Assert.Equal("web", Assert.Single(ReleaseConf.Parse(single.Files[ReleaseFile.Conf]).Singles));
        Assert.True(ReleaseManifest.Parse(single.Manifest.ToJson()).Services[0] is { StartFirst: null, IsSingle: true });
        Assert.All(
            (string[])["start_first", "single", "startFirst", "isSingle"],
            word => Assert.DoesNotContain(word, without.Files[ReleaseFile.Conf] + without.Manifest.ToJson(), StringComparison.Ordinal));
        Assert.Equal(without.Manifest.StartBoundSeconds, single.Manifest.StartBoundSeconds);
        Assert.Equal(57, with.Manifest.ConfirmWithinSeconds - (StackBudgets.Of(Project(Good + "    stop_grace_period: 7s\n")) is var budgets
            ? (int)(budgets.StartBound.TotalSeconds + 30 + 10 + 10 + 60) : 0));
    }

    private static string Text(string lines) => $"services:\n  web:\n    image: w:1\n{lines}  db:\n    image: d:1\nvolumes:\n  data: {{ name: data }}\n";

    private static ComposeProject Project(string lines) => ReleaseSamples.Project(Text(lines));

    private static ImmutableArray<Diagnostic> Errors(ComposeProject project)
    {
        var refused = ComposeLints.Refusals(project, new MemoryFiles(), null);
        Assert.Equal(refused, ComposeLints.Run(project).Where(finding => finding.Severity == Severity.Error && finding.Rule is "start-first-not-possible" or "single-twice" or "unknown-x-coinpilot"));
        return refused;
    }
}
