using CoinPilot.Compose.Lints;
using Xunit;

namespace CoinPilot.Compose.Rules;

public sealed class RuleDocumentTests
{
    [Fact]
    public async Task The_document_says_what_the_rules_and_examples_say()
    {
        var path = Path.Combine(ProjectRoot.Folder, "docs", "rules.md");
        if (Environment.GetEnvironmentVariable("COINPILOT_WRITE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(path, RuleDocument.Render(), TestContext.Current.CancellationToken);
        }

        Assert.Equal(RuleDocument.Render(), await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Every_lint_has_an_example() =>
        Assert.Equal(ComposeRules.OfLints.Select(r => r.Id), LintExamples.All.Select(e => e.Rule));

    [Fact]
    public void A_lint_speaks_about_the_bad_example_and_not_the_good_one()
    {
        foreach (var (rule, bad, good) in LintExamples.All)
        {
            Assert.Contains(rule, Lint(bad));
            Assert.DoesNotContain(rule, Lint(good));
        }
    }

    private static IEnumerable<string> Lint(string text)
    {
        var files = MemoryFiles.Parse(text, open: true);
        return ComposeLints.Run(files.Compose().Project!, gateTimeout: TimeSpan.FromMinutes(1), files: files).Select(f => f.Rule);
    }
}
