using System.Collections.Immutable;
using CoinPilot.Compose;
using CoinPilot.Compose.Reports;
using Spectre.Console;
using Xunit;

namespace CoinPilot.Reporting;

/// <summary>Text of others on every way out: it forges no line, hides nothing and is obeyed by nobody.</summary>
public sealed class HostileTextTests : IDisposable
{
    private const string Hostile = "a\u2028b\u2029c\u0085d\u202ee\u2066f\u200bg\u001b]0;h\ai\rj[red]k[/] \U000e0041";

    private readonly StringWriter written = new();

    public void Dispose() => written.Dispose();

    [Fact]
    public void On_a_screen()
    {
        var reporter = Console(isGitHub: false);

        foreach (var show in Ways(reporter))
        {
            written.GetStringBuilder().Clear();
            show();
            Assert.All(written.ToString(), c => Assert.True(c == '\n' || !IsUnseen(c), $"U+{(int)c:x4}"));
            Assert.Contains("[red]k[/]", written.ToString(), StringComparison.Ordinal);
            Assert.Contains("\\u2028", written.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void In_lines_of_JSON()
    {
        var reporter = new JsonReporter(written, TimeProvider.System);

        Array.ForEach(Ways(reporter), show => show());

        Assert.All(written.ToString(), c => Assert.True(c == '\n' || c is >= ' ' and <= '~', $"U+{(int)c:x4}"));
    }

    [Theory]
    [InlineData("x\n::error::forged")]
    [InlineData("::set-output name=a::b")]
    [InlineData("x\n \t::add-mask::a")]
    [InlineData("x ##[error]forged")]
    public void A_runner_of_GitHub_finds_no_command(string text)
    {
        var reporter = Console(isGitHub: true);

        reporter.Block("gate", text);
        reporter.Line("gate", LineStatus.Fail, text);
        reporter.Verdict(new("failed", 1, null, text, "look"));

        Assert.DoesNotContain("##[", written.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(written.ToString().Split('\n'), line => line.TrimStart().StartsWith("::", StringComparison.Ordinal));
    }

    [Fact]
    public void An_annotation_is_one_line_without_raw_escapes()
    {
        Diagnostic finding = new("rule", Severity.Error, $"100%\r\n::error::{Hostile}", new SourceLocation($"/p/a,b::c\n{Hostile}.yml", 3, 4), Hostile);

        var text = FindingAnnotations.Of([finding], "/p");

        Assert.Equal(text.Length - 1, text.IndexOf('\n', StringComparison.Ordinal));
        Assert.StartsWith("::error file=a%2Cb%3A%3Ac", text, StringComparison.Ordinal);
        Assert.Contains("::100%25", text, StringComparison.Ordinal);
        Assert.All(text.TrimEnd('\n'), c => Assert.False(IsUnseen(c), $"U+{(int)c:x4}"));
    }

    [Fact]
    public void In_the_summary_of_a_job()
    {
        Page page = new();
        JobSummary summary = new(page, TimeProvider.System);

        summary.Services([new($"<img src=x>|`{Hostile}`", "[a](b)", "**x**", "lab/my_web:1", "~~y~~", 0, "\n| z")]);
        summary.Line("gate", LineStatus.Fail, "````\n# forged\n" + Hostile);

        Assert.All(page.Text, c => Assert.True(c == '\n' || !IsUnseen(c), $"U+{(int)c:x4}"));
        var row = Assert.Single(page.Text.Split('\n'), line => line.Contains("lab/my_web:1", StringComparison.Ordinal));
        Assert.Contains(@"\<img src=x\>\|\`a", row, StringComparison.Ordinal);
        Assert.Contains(@"\[a\](b) | \*\*x\*\* | \~\~y\~\~ | - | 0 |  \| z | lab/my_web:1 |", row, StringComparison.Ordinal);
        Assert.Contains("`````text", page.Text, StringComparison.Ordinal);
    }

    private static Action[] Ways(IReporter reporter) =>
    [
        () => reporter.Line("gate", LineStatus.Fail, Hostile),
        () => reporter.Block("gate", Hostile),
        () => reporter.Raw(Hostile),
        () => reporter.Listing("logs", Hostile, [Hostile]),
        () => reporter.Services([new(Hostile, Hostile, "-", "-", "-", 0, "-")]),
        () => reporter.Verdict(new("failed", 1, null, Hostile, Hostile)),
    ];

    private static bool IsUnseen(char c) => char.IsControl(c) || char.IsSurrogate(c)
        || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator;

    private ConsoleReporter Console(bool isGitHub)
    {
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(written), Ansi = AnsiSupport.No, Interactive = InteractionSupport.No });
        console.Profile.Width = 1000;
        return new(console, TimeProvider.System, isGitHub);
    }

    private sealed class Page : IGitHubRun
    {
        public string Text { get; private set; } = "";

        public string? Actor => null;

        public string? Place => null;

        public void WriteSummary(string markdown) => Text = markdown;
    }
}
