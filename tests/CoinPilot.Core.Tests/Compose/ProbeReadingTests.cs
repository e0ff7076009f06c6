using CoinPilot.Compose.Lints;
using CoinPilot.Health;
using CoinPilot.Releases;
using Xunit;

namespace CoinPilot.Compose;

/// <summary><c>x-coinpilot: { probe: … }</c>, as it is written and as it is kept.</summary>
public sealed class ProbeReadingTests
{
    [Theory]
    [InlineData("{ http: 'http://127.0.0.1:80/' }", "http://127.0.0.1:80/", 5)]
    [InlineData("{ tcp: '127.0.0.1:5432', timeout: 1m }", null, 0)]
    [InlineData("{ tcp: '127.0.0.1:5432', timeout: 1500ms }", "tcp 127.0.0.1:5432", 1.5)]
    [InlineData("{ command: [ ask, 'a b' ] }", "`ask a b`", 5)]
    [InlineData("{ command: 'ask | grep ok' }", "`ask | grep ok`", 5)]
    [InlineData("{ http: 'http://127.0.0.1/', status: 204 }", "http://127.0.0.1/", 5)]
    public void A_probe_is_read(string probe, string? name, double seconds)
    {
        var read = Service(probe).Probe?.Probe;

        Assert.Equal(name, read?.ToString());
        Assert.Equal(seconds, read?.Timeout.TotalSeconds ?? 0);
    }

    [Theory]
    [InlineData("http://127.0.0.1/", "1:56", "`probe` is no mapping", "write `probe:")]
    [InlineData("{ }", "1:56", "`probe` asks nothing", "write `probe:")]
    [InlineData("{ http: 'http://127.0.0.1/', tcp: '127.0.0.1:1' }", "1:56", "asks by http and by tcp", "write `probe:")]
    [InlineData("{ http: '127.0.0.1:80' }", "1:64", "`http: 127.0.0.1:80` is no address", "http://127.0.0.1:8080/health")]
    [InlineData("{ tcp: 5432 }", "1:63", "`tcp: 5432` is no address", "127.0.0.1:5432")]
    [InlineData("{ tcp: [ a ] }", "1:63", "is no address", "127.0.0.1:5432")]
    [InlineData("{ command: [ ] }", "1:67", "neither a list of words", "write `command: [program, argument]`")]
    [InlineData("{ command: [ [ a ] ] }", "1:67", "neither a list of words", "write `command: [program, argument]`")]
    [InlineData("{ command: '' }", "1:67", "neither a list of words", "write `command: [program, argument]`")]
    [InlineData("{ tcp: '127.0.0.1:1', timeout: 31s }", "1:87", "`timeout: 31s` is no time", "1s to 30s")]
    [InlineData("{ tcp: '127.0.0.1:1', timeout: 0 }", "1:87", "`timeout: 0` is no time", "1s to 30s")]
    [InlineData("{ tcp: '127.0.0.1:1', timeout: '${LONG}' }", "1:87", "`timeout: ${LONG}` is no time", "without variables")]
    [InlineData("{ tcp: '127.0.0.1:1', status: 200 }", "1:78", "`status` says nothing without `http`", "remove it")]
    [InlineData("{ http: 'http://127.0.0.1/', status: 99 }", "1:93", "`status: 99` is no answer", "200-399")]
    [InlineData("{ htpp: 'http://127.0.0.1/', tcp: '127.0.0.1:1' }", "1:58", "`probe` has no key 'htpp'", "did you mean 'http'?")]
    public void What_is_no_probe_is_an_error_at_its_place(string probe, string at, string message, string fix)
    {
        var project = new MemoryFiles().Add("compose.yml", Yaml(probe)).Compose(unknownAreSet: true).Project!;

        var finding = Assert.Single(ComposeLints.Refusals(project, new MemoryFiles(), null));
        Assert.Equal((Severity.Error, $"/p/compose.yml:{at}"), (finding.Severity, finding.At!.ToString()));
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
        Assert.Contains(fix, finding.Fix, StringComparison.Ordinal);
    }

    // The values are the host's; the file says where they go.
    [Fact]
    public void A_manifest_holds_the_variables_and_never_their_values()
    {
        var project = new MemoryFiles().Add(".env", "PORT=8080\nTOKEN=s3cret\n")
            .Add("compose.yml", Yaml("{ http: 'http://127.0.0.1:${PORT}/?t=${TOKEN}' }")).Compose().Project!;

        var budget = Assert.Single(StackBudgets.Of(project).Services);
        Assert.Equal("http://127.0.0.1:${PORT}/?t=${TOKEN}", budget.Probe!.Http);
        Assert.Equal(8080, project.Services.Single().Probe!.Address!.Port);
        Assert.Equal((TimeSpan.FromSeconds(65), false), (budget.Budget, budget.MayEnd));
    }

    [Fact]
    public void A_manifest_keeps_a_probe_and_says_nothing_where_there_is_none()
    {
        ManifestService service = new("web", "", "w:1", false, "required", false, 1, 20, 0);
        ReleaseManifest manifest = new()
        {
            Release = "r",
            App = "app",
            ContentDigest = "1",
            StartPolicy = "guarded",
            MadeAt = DateTimeOffset.UnixEpoch,
            By = "mia",
            StableForSeconds = 10,
            StartBoundSeconds = 60,
            ConfirmWithinSeconds = 600,
            Objects = [],
            Services = [service],
        };
        Assert.DoesNotContain("probe", manifest.ToJson(), StringComparison.Ordinal);

        var kept = manifest with { Services = [service with { Probe = new(Command: ["ask", "a b"], TimeoutSeconds: 1.5) }] };
        var read = ReleaseManifest.Parse(kept.ToJson()).Services[0].Budget.Probe!;

        Assert.Equal(["ask", "a b"], read.Command!.Value);
        Assert.Equal((1.5, null, null, null), (read.TimeoutSeconds!.Value, read.Http, read.Tcp, read.Status));
    }

    private static string Yaml(string probe) => $"services: {{ web: {{ image: 'w:1', x-coinpilot: {{ probe: {probe} }} }} }}";

    private static ComposeService Service(string probe) => MemoryFiles.Project(Yaml(probe)).Services.Single();
}
