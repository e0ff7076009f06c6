using System.Globalization;
using System.Reflection;
using CoinPilot.CommandLine;
using Xunit;

namespace CoinPilot.Documents;

/// <summary>What the documents say about the build is what the build does.</summary>
public sealed class DocumentTests
{
    private static readonly ArgumentSpecification Specification = BuildDescription.Of(typeof(Build));

    private static readonly string[] ExitCodes =
    [
        .. typeof(ExitStatus).GetFields(BindingFlags.Public | BindingFlags.Static).Select(x => ((int)x.GetRawConstantValue()!).ToString(CultureInfo.InvariantCulture)),
    ];

    public static TheoryData<string> Files => [.. MarkdownFile.All.Select(x => x.Name)];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_build_accepts_every_command_that_is_printed(string file) =>
        Assert.All(MarkdownFile.Named(file).BuildCommands, x => Assert.Empty(ArgumentParser.Parse(Specification, x).Findings));

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_link_into_the_project_leads_somewhere(string file) => Assert.Empty(MarkdownFile.Named(file).DeadLinks);

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_unit_line_that_is_shown_is_in_the_unit_in_that_order(string file)
    {
        var unit = File.ReadAllLines(Path.Combine(ProjectRoot.Find(), "deploy", "cloud", "oci", "systemd", "coinpilot-compose.service"));
        var shown = MarkdownFile.Named(file).CodeLines("ini").ToArray();

        Assert.Equal(shown, unit.Where(x => shown.Contains(x)));
    }

    [Fact]
    public void The_runbook_says_the_same_in_both_languages()
    {
        var english = MarkdownFile.Named("docs/runbooks/18_data_migration_runbook.en.md");
        var korean = MarkdownFile.Named("docs/runbooks/18_data_migration_runbook.md");

        Assert.Equal(english.CodeLines("sh"), korean.CodeLines("sh"));
        Assert.Equal(Shape(english), Shape(korean));
    }

    [Theory]
    [InlineData("docs/runbooks/18_data_migration_runbook.en.md", "4. Exit codes")]
    [InlineData("docs/runbooks/18_data_migration_runbook.md", "4. 종료 코드")]
    public void The_runbook_says_what_to_do_about_every_exit_code(string file, string heading) =>
        Assert.Equal(ExitCodes, MarkdownFile.Named(file).FirstColumn(heading));

    [Fact]
    public void The_README_is_read_in_one_go() =>
        Assert.InRange(MarkdownFile.Named("README.md").Text.Split('\n').Length, 1, 150);

    [Fact]
    public void The_README_lists_every_target() =>
        Assert.Equal(
            Specification.Targets.Order(StringComparer.Ordinal),
            MarkdownFile.Named("README.md").CodeInFirstColumn("Targets").Order(StringComparer.Ordinal));

    [Fact]
    public void The_README_lists_every_parameter() =>
        Assert.Equal(
            Specification.Parameters.Select(x => x.Name.ToUpperInvariant()).Order(StringComparer.Ordinal),
            MarkdownFile.Named("README.md").CodeInFirstColumn("Parameters")
                .Select(x => x.Split(' ')[0].Replace("-", "", StringComparison.Ordinal).ToUpperInvariant())
                .Order(StringComparer.Ordinal));

    [Fact]
    public void The_README_lists_every_exit_code() =>
        Assert.Equal(ExitCodes, MarkdownFile.Named("README.md").FirstColumn("Exit codes"));

    // Headings by their number, tables by their rows.
    private static IEnumerable<string> Shape(MarkdownFile file) =>
        file.Text.Split('\n').Where(x => x.StartsWith('#') || x.StartsWith('|'))
            .Select(x => x.StartsWith('#') ? string.Concat(x.TakeWhile(y => !char.IsLetter(y))) : "row");
}
