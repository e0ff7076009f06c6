using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace CoinPilot.Compose.Variables;

/// <summary>The table of what is masked: one mask hides values on both sides of the connection.</summary>
public sealed partial class MaskCasesTests
{
    private static readonly MaskCase[] Cases =
    [
        .. Lines().Where(line => line.Length > 0 && !line.StartsWith('#'))
            .Select(line => line.Split('\t').Select(Unescaped).ToArray())
            .Select(cells => new MaskCase(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5])),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_text_is_masked_as_the_table_says(string name)
    {
        var one = Cases.Single(one => one.Name == name);

        Assert.Equal(one.Shown, ValueMask.Of([one.Env, one.ServiceEnv], [one.Secret]).Apply(one.Printed));
    }

    [Fact]
    public void Values_that_grow_by_each_other_end_as_they_are_written()
    {
        var env = Enumerable.Range(1, 30).Select(i => $"A{i}=" + string.Concat(Enumerable.Repeat($"${{A{i - 1}}}", 10))).Prepend("A0=xxxxxxxxxx");

        Assert.Equal("see ${A0}", ValueMask.Of([string.Join('\n', env)], []).Apply("see xxxxxxxxxx"));
    }

    private static string[] Lines()
    {
        using StreamReader table = new(typeof(MaskCasesTests).Assembly.GetManifestResourceStream("mask-cases.tsv")!, Encoding.UTF8);
        return table.ReadToEnd().Split('\n');
    }

    private static string Unescaped(string cell) => Escape().Replace(cell, match => match.Groups[1].Value switch
    {
        "n" => "\n",
        "t" => "\t",
        "r" => "\r",
        var other => other,
    });

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escape();

    private sealed record MaskCase(string Name, string Env, string ServiceEnv, string Secret, string Printed, string Shown);
}
