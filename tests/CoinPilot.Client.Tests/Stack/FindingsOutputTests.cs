using System.Collections.Immutable;
using System.Text.Json;
using CoinPilot.Options;
using CoinPilot.Releases;
using CoinPilot.Reporting;
using CoinPilot.Runs;
using Xunit;

namespace CoinPilot.Stack;

public sealed class FindingsOutputTests : IDisposable
{
    private static readonly ImmutableArray<Diagnostic> Findings =
    [
        new("unknown-key", Severity.Error, "unknown key 'imge' in services.web", new SourceLocation("/p/compose.yml", 3, 5), "did you mean 'image'?"),
        new("floating-tag", Severity.Warning, "the image names another one tomorrow", new SourceLocation("/p/compose.yml", 2, 3)),
        new("unknown-allowed-rule", Severity.Note, "'x' is no lint"),
    ];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("coinpilot-findings-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Sarif_has_the_structure_of_its_version()
    {
        var log = JsonDocument.Parse(InFile(FindingsFormat.Sarif)).RootElement;

        Assert.Equal("2.1.0", log.GetProperty("version").GetString());
        Assert.Equal(["$schema", "version", "runs"], log.EnumerateObject().Select(p => p.Name));
        var run = Assert.Single(log.GetProperty("runs").EnumerateArray());
        var driver = run.GetProperty("tool").GetProperty("driver");
        Assert.False(string.IsNullOrEmpty(driver.GetProperty("name").GetString()));
        var rules = driver.GetProperty("rules").EnumerateArray().Select(r => r.GetProperty("id").GetString()).ToArray();
        Assert.Equal(rules.Distinct(), rules);
        foreach (var result in run.GetProperty("results").EnumerateArray())
        {
            Assert.Empty(result.EnumerateObject().Select(p => p.Name).Except(["ruleId", "ruleIndex", "level", "message", "locations"]));
            Assert.Contains(result.GetProperty("level").GetString(), (string[])["none", "note", "warning", "error"]);
            Assert.Equal(result.GetProperty("ruleId").GetString(), rules[result.GetProperty("ruleIndex").GetInt32()]);
            Assert.False(string.IsNullOrEmpty(result.GetProperty("message").GetProperty("text").GetString()));
            foreach (var location in result.TryGetProperty("locations", out var places) ? places.EnumerateArray().ToArray() : [])
            {
                var physical = location.GetProperty("physicalLocation");
                Assert.Equal("compose.yml", physical.GetProperty("artifactLocation").GetProperty("uri").GetString());
                Assert.True(physical.GetProperty("region").GetProperty("startLine").GetInt32() >= 1);
                Assert.True(physical.GetProperty("region").GetProperty("startColumn").GetInt32() >= 1);
            }
        }
    }

    [Fact]
    public void Json_has_every_finding() =>
        Assert.Equal(["unknown-key", "floating-tag", "unknown-allowed-rule"],
            JsonDocument.Parse(InFile(FindingsFormat.Json)).RootElement.EnumerateArray().Select(f => f.GetProperty("rule").GetString()));

    [Fact]
    public void Text_shows_the_line() => Assert.Contains("    imge: nginx\n", InFile(FindingsFormat.Text), StringComparison.Ordinal);

    [Fact]
    public void In_a_workflow_findings_are_annotated_unasked()
    {
        var screen = new StringWriter();

        FindingsOutput.Write(Findings, Options(FindingsFormat.Text, null), Screen(screen), _ => null, annotate: true);

        Assert.StartsWith("::error file=compose.yml,line=3,col=5,title=unknown-key::", screen.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Elsewhere_nothing_is_said_twice()
    {
        var screen = new StringWriter();

        FindingsOutput.Write(Findings, Options(FindingsFormat.Text, null), Screen(screen), _ => null, annotate: false);

        Assert.Empty(screen.ToString());
    }

    private string InFile(FindingsFormat format)
    {
        var file = Path.Combine(folder.FullName, "findings");
        FindingsOutput.Write(Findings, Options(format, file), Screen(new StringWriter()), _ => "services:\n  web:\n    imge: nginx\n", annotate: false);
        return File.ReadAllText(file);
    }

    private static JsonReporter Screen(TextWriter writer) => new(writer, TimeProvider.System);

    private DeploymentOptions Options(FindingsFormat format, string? file) => new()
    {
        App = AppName.Parse("app"),
        UnitName = "app.service",
        ComposeFiles = ["/p/compose.yml"],
        ArtifactsFolder = folder.FullName,
        TemporaryFolder = folder.FullName,
        FindingsFormat = format,
        FindingsFile = file,
        Root = "/p",
    };
}
