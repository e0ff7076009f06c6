using System.Collections.Immutable;
using System.Text;
using CoinPilot.Agent.Processes;
using CoinPilot.Stack;
using Xunit;

namespace CoinPilot.Releases;

/// <summary>What is left out of a context is what the awk program of the shell's days left out: digests in old releases depend on it.</summary>
public sealed class IgnoreRulesTests
{
    private const string Awk =
        """
        BEGIN { count = split(ENVIRON["RULES"], rule, "\n") }
        {
          out = 0
          for (i = 1; i <= count; i++)
            if ((substr(rule[i], 1, 1) == "x") != out && rule[i] ~ /^[xk]/ && $0 ~ substr(rule[i], 2)) out = !out
          if (!out || $0 == ENVIRON["KEEP"]) print
        }
        """;

    private static readonly string[] Pieces =
        ["a", "b", "ab", "é", "*", "**", "**/", "/", "?", "[a-c]", "[^a]", "[b-]", "[é]", ".", "+", "(", ")", "|", "{2}", "^", "$", "\\*", "\\?", "-", " ", "!", "#", "[!a]", "x]", "[.+]", "[a\\b]"];

    private static readonly string[] NameParts = ["a", "b", "ab", "abc", "aa", "é", "a.b", "a+b", "(a)", "a|b", "a{2}", "^a$", "a*", "?", "a b", "-", "!a", "#", "c", "x]", "\\", "[a]"];

    [Fact]
    public async Task Is_the_same_for_a_thousand_files_of_rules_and_names()
    {
        Random random = new(20260101);
        ImmutableArray<string> names = [.. Enumerable.Range(0, 400).Select(_ => string.Join('/', Some(random, NameParts, 4))).Distinct().Order(StringComparer.Ordinal)];
        var followed = 0;
        for (var round = 0; round < 1000; round++)
        {
            var ignore = string.Join('\n', Enumerable.Range(0, random.Next(1, 5)).Select(_ => (random.Next(4) == 0 ? "!" : "") + string.Concat(Some(random, Pieces, 6))));
            if (Translated(ignore) is not { } rules)
            {
                continue;
            }

            followed++;
            var kept = await KeptByAwkAsync(rules, names);
            var ours = IgnoreRules.Parse(rules, "ab/Dockerfile");

            Assert.True(kept.SequenceEqual(names.Where(name => ours.Keeps(IgnoreRules.ByteText(name)))), $"{ignore}\n---\n{rules}");
        }

        Assert.True(followed > 500, $"{followed}");
    }

    [Fact]
    public void The_dockerfile_is_kept_whatever_the_rules_say()
    {
        var rules = IgnoreRules.Parse(DockerIgnore.Parse("**").ForHost, "é/Dockerfile");

        Assert.True(rules.Keeps(IgnoreRules.ByteText("é/Dockerfile")));
        Assert.False(rules.Keeps("other"));
    }

    [Theory]
    [InlineData("x^[a$")]
    [InlineData("x^(a$")]
    [InlineData("x^[[:none:]]$")]
    public void What_is_no_expression_is_refused(string rule) => Assert.Throws<FormatException>(() => IgnoreRules.Parse(rule, null));

    [Fact]
    public void Classes_and_lines_of_no_rule_are_as_awk_has_them()
    {
        var rules = IgnoreRules.Parse("-\n\nx^[[:digit:][:upper:]_-]+$\n", null);

        Assert.False(rules.Keeps("A_1-"));
        Assert.True(rules.Keeps("a"));
    }

    // A rule that the client refuses reaches no host.
    private static string? Translated(string ignore)
    {
        try
        {
            return DockerIgnore.Parse(ignore).ForHost;
        }
        catch (DeploymentException)
        {
            return null;
        }
    }

    private static string[] Some(Random random, string[] pieces, int most) =>
        [.. Enumerable.Range(0, random.Next(1, most)).Select(_ => pieces[random.Next(pieces.Length)])];

    private static async Task<ImmutableArray<string>> KeptByAwkAsync(string rules, ImmutableArray<string> names)
    {
        HostCommand awk = new("awk", [Awk], TimeSpan.FromMinutes(1))
        {
            InputBytes = Encoding.UTF8.GetBytes(string.Concat(names.Select(name => name + "\n"))),
            Environment = CleanEnvironment.With(new("RULES", rules), new("KEEP", "ab/Dockerfile")),
        };
        var said = await awk.RunAsync(TestContext.Current.CancellationToken);
        Assert.True(said.Succeeded, said.Error);
        return [.. said.Lines];
    }
}
