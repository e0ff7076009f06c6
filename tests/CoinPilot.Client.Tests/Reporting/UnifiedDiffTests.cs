using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Planning;
using CsCheck;
using Xunit;

namespace CoinPilot.Reporting;

public sealed class UnifiedDiffTests
{
    [Fact]
    public void Changed_lines_stand_between_those_around_them()
    {
        var before = "services:\n  web:\n    image: web:1\n    restart: no\n    init: true\n    tty: true\n    user: a\n";
        var after = "services:\n  web:\n    image: web:2\n    restart: no\n    init: true\n    tty: true\n    user: a\n    extra: b\n";

        var diff = UnifiedDiff.Of(new("compose.yml", ChangedFileText.Plain(before), ChangedFileText.Plain(after)));

        Assert.Equal(
            ["@@ -1,7 +1,8 @@", " services:", "   web:", "-    image: web:1", "+    image: web:2", "     restart: no", "     init: true", "     tty: true", "     user: a", "+    extra: b"],
            diff.Lines);
        Assert.Equal((2, 1), (diff.Added, diff.Removed));
    }

    [Fact]
    public void What_differs_is_seen_although_it_is_shown_alike()
    {
        ChangedFileText Hidden(string value) => new([$"TOKEN: {value}"], ["TOKEN: …"]);

        Assert.Equal(["@@ -1,1 +1,1 @@", "-TOKEN: …", "+TOKEN: …"], UnifiedDiff.Of(new("x", Hidden("a"), Hidden("b"))).Lines);
    }

    [Fact]
    public void A_file_that_only_one_side_has_is_all_of_it()
    {
        Assert.Equal(["@@ -0,0 +1,1 @@", "+a"], UnifiedDiff.Of(new("x", null, ChangedFileText.Plain("a\n"))).Lines);
        Assert.Equal(["@@ -1,1 +0,0 @@", "-a"], UnifiedDiff.Of(new("x", ChangedFileText.Plain("a\n"), null)).Lines);
    }

    [Fact]
    public void A_long_one_is_cut_and_says_so()
    {
        var diff = UnifiedDiff.Of(new("x", ChangedFileText.Plain("a\n"), ChangedFileText.Plain(string.Join('\n', Enumerable.Range(0, 1000)))));

        Assert.Equal(201, diff.Lines.Length);
        Assert.Equal("… 802 more lines are not shown", diff.Lines[^1]);
    }

    [Fact]
    public void Applied_to_the_old_text_it_gives_the_new_one()
    {
        var text = Gen.Char['a', 'd'].Select(c => c.ToString()).Array[1, 30];
        Gen.Select(text, text).Sample((before, after) =>
            Assert.Equal(after, Apply(before, UnifiedDiff.Of(new("x", Lines(before), Lines(after))).Lines)));

        static ChangedFileText Lines(string[] lines) => ChangedFileText.Plain(string.Join('\n', lines));
    }

    private static List<string> Apply(string[] before, ImmutableArray<string> diff)
    {
        List<string> result = [];
        var at = 0;
        foreach (var line in diff)
        {
            if (line.StartsWith("@@", StringComparison.Ordinal))
            {
                var range = line.Split(' ')[1][1..].Split(',');
                var start = int.Parse(range[0], CultureInfo.InvariantCulture) - (range[1] == "0" ? 0 : 1);
                result.AddRange(before[at..start]);
                at = start;
                continue;
            }

            if (line[0] != '+')
            {
                Assert.Equal(before[at++], line[1..]);
            }

            if (line[0] != '-')
            {
                result.Add(line[1..]);
            }
        }

        return [.. result, .. before[at..]];
    }
}
