using System.Text;
using Xunit;

namespace CoinPilot.Compose.Rules;

public sealed class RuleExamplesTests
{
    /// <summary>What no text can show: bytes, sizes and a file that is not there.</summary>
    private static readonly string[] ShownElsewhere = ["compose-file-missing", "yaml-encoding", "yaml-too-large"];

    public static TheoryData<string, string, string> Examples
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var example in RuleExamples.All)
            {
                data.Add(example.Rule, example.Bad, example.Good);
            }
            return data;
        }
    }

    [Fact]
    public void Every_rule_of_Compose_has_an_example() =>
        Assert.Equal(ComposeRules.OfCompose.Select(r => r.Id).Except(ShownElsewhere), RuleExamples.All.Select(e => e.Rule).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Examples))]
    public void The_bad_one_is_refused_by_its_rule_and_the_good_one_accepted(string rule, string bad, string good)
    {
        Assert.Contains(rule, MemoryFiles.Parse(bad).Compose().Findings.Select(f => f.Rule));
        Assert.Empty(MemoryFiles.Parse(good).Compose().Findings);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_finding_says_where_and_how_to_mend_it(string rule, string bad, string good)
    {
        Assert.NotEqual(bad, good);
        foreach (var finding in MemoryFiles.Parse(bad).Compose().Findings.Where(f => f.Rule == rule))
        {
            Assert.NotNull(finding.At);
            Assert.False(string.IsNullOrWhiteSpace(finding.Fix), finding.ToString());
        }
    }

    [Fact]
    public void A_file_that_is_missing_is_a_finding() =>
        Assert.Equal("compose-file-missing", Assert.Single(ComposeReader.Read(new(["/p/none.yml"], "/p"), new MemoryFiles()).Findings).Rule);

    [Fact]
    public void A_file_that_is_no_UTF_8_is_a_finding()
    {
        var latin1 = Encoding.Latin1.GetBytes("services: {a: {image: b}}\n# \u00e9\n");

        var finding = Assert.Single(new MemoryFiles().Add("compose.yml", latin1).Compose().Findings);

        Assert.Equal("/p/compose.yml:2:3", finding.At!.ToString());
        Assert.Equal("yaml-encoding", finding.Rule);
    }

    [Fact]
    public void UTF_16_with_its_mark_is_read()
    {
        byte[] utf16 = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("services: {a: {image: b}}")];

        Assert.NotNull(new MemoryFiles().Add("compose.yml", utf16).Compose().Project);
    }
}
