using System.Text.Json;
using Xunit;

namespace CoinPilot.Compose.Reports;

public sealed class FindingReportsTests
{
    private const string Text = "services:\n  web:\n    imge: nginx\n";

    private static ComposeReading Reading => MemoryFiles.Compose(Text);

    [Fact]
    public void A_person_sees_the_line_with_a_caret_and_what_to_do() => Assert.Equal(
        """
        /p/compose.yml:3:5: error: unknown key 'imge' in services.web [unknown-key]
                imge: nginx
                ^
            → did you mean 'image'?

        """, FindingText.Of(Reading.Findings, _ => Text));

    [Fact]
    public void A_line_of_a_secret_file_is_never_shown() =>
        Assert.DoesNotContain("nginx", FindingText.Of(Reading.Findings, _ => Text, new HashSet<string> { "/p/compose.yml" }));

    [Fact]
    public void Programs_get_JSON()
    {
        var finding = JsonDocument.Parse(FindingJson.Of(Reading.Findings)).RootElement[0];

        Assert.Equal("unknown-key", finding.GetProperty("rule").GetString());
        Assert.Equal(3, finding.GetProperty("line").GetInt32());
    }

    [Fact]
    public void Code_scanning_gets_SARIF_with_relative_paths()
    {
        var run = JsonDocument.Parse(FindingJson.Sarif(Reading.Findings, "/p")).RootElement.GetProperty("runs")[0];

        var result = run.GetProperty("results")[0];
        Assert.Equal("error", result.GetProperty("level").GetString());
        Assert.Equal("compose.yml", result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal("unknown-key", run.GetProperty("tool").GetProperty("driver").GetProperty("rules")[0].GetProperty("id").GetString());
    }

    [Fact]
    public void A_workflow_gets_annotations_that_can_issue_no_command()
    {
        Assert.Equal("::error file=compose.yml,line=3,col=5,title=unknown-key::unknown key 'imge' in services.web (did you mean 'image'?)\n",
            FindingAnnotations.Of(Reading.Findings, "/p"));
        Assert.Equal("::error title=r::a%0A::b%25\n", FindingAnnotations.Of([new("r", Severity.Error, "a\n::b%")], "/p"));
    }
}
