using System.Diagnostics;
using CoinPilot.Compose.Rules;
using Xunit;

namespace CoinPilot.Compose.Conformance;

public sealed class ConformanceTests
{
    [Fact]
    public void Every_file_gets_the_verdict_of_Compose()
    {
        var wrong = ConformanceCase.All.Where(c => c.IsAccepted == MemoryFiles.Parse(c.Text).Compose().HasErrors).Select(c => c.Text);

        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_refusal_names_the_rule_that_it_is_about()
    {
        var wrong = ConformanceCase.All
            .Where(c => !c.IsAccepted && MemoryFiles.Parse(c.Text).Compose().Findings.All(f => f.Rule != c.Rule))
            .Select(c => $"{c.Rule}: {c.Text}");

        Assert.Empty(wrong);
    }

    [Fact]
    public void There_are_enough_of_both_kinds()
    {
        Assert.True(ConformanceCase.All.Count(c => c.IsAccepted) >= 300);
        Assert.True(ConformanceCase.All.Count(c => !c.IsAccepted) >= 400);
    }

    /// <summary>Set COINPILOT_COMPOSE_ORACLE to the Compose plugin (2.40 or newer) to ask it instead of the record.</summary>
    [Fact]
    public async Task The_record_and_the_examples_are_what_Compose_says_today()
    {
        var oracle = Environment.GetEnvironmentVariable("COINPILOT_COMPOSE_ORACLE");
        Assert.SkipWhen(string.IsNullOrEmpty(oracle), "COINPILOT_COMPOSE_ORACLE names no Compose plugin");
        var expected = ConformanceCase.All.Select(c => (c.Text, c.IsAccepted))
            .Concat(RuleExamples.All.SelectMany(e => new[] { (e.Bad, false), (e.Good, true) }));

        var wrong = new List<string>();
        foreach (var (text, isAccepted) in expected)
        {
            if (await Accepts(oracle!, text) != isAccepted)
            {
                wrong.Add(text);
            }
        }

        Assert.Empty(wrong);
    }

    private static async Task<bool> Accepts(string oracle, string text)
    {
        var folder = Directory.CreateTempSubdirectory("compose-");
        try
        {
            MemoryFiles.Parse(text).WriteTo(folder.FullName);
            using var process = Process.Start(new ProcessStartInfo(oracle, ["-f", "compose.yml", "config", "-q"])
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                Environment = { ["HOME"] = "/nonexistent" },
            })!;
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await output;
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return process.ExitCode == 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
