using System.Globalization;
using System.Reflection;
using CoinPilot.CommandLine;
using Xunit;

namespace CoinPilot.Documents;

/// <summary>What the documents say about the build is what the build does.</summary>
public sealed class DocumentTests
{
    private static readonly ArgumentSpecification Specification = BuildDescription.Of(typeof(Build));

    public static TheoryData<string> Files => [.. MarkdownFile.All.Select(x => x.Name)];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_build_accepts_every_command_that_is_printed(string file) =>
        Assert.All(MarkdownFile.Named(file).BuildCommands, x => Assert.Empty(ArgumentParser.Parse(Specification, x).Findings));

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_link_into_the_project_leads_somewhere(string file) => Assert.Empty(MarkdownFile.Named(file).DeadLinks);

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
        Assert.Equal(
            typeof(ExitStatus).GetFields(BindingFlags.Public | BindingFlags.Static).Select(x => ((int)x.GetRawConstantValue()!).ToString(CultureInfo.InvariantCulture)),
            MarkdownFile.Named("README.md").FirstColumn("Exit codes"));
}
