using System.Collections.Concurrent;
using CoinPilot.Compose.Rules;
using Xunit;

namespace CoinPilot.Compose.Conformance;

public sealed class OracleTests
{
    /// <summary>Of so many files one is asked about in every run; all are with COINPILOT_COMPOSE_ORACLE, and in Bench.</summary>
    private const int Sample = 12;

    /// <summary>The plugin of the lab's image, or an installed one; where none is, the record of 2.40.3 speaks alone.</summary>
    [Fact]
    public async Task The_Compose_that_is_here_says_what_the_record_says()
    {
        var oracle = ComposeOracle.Find();
        Assert.SkipWhen(oracle is null, "no Compose plugin is here");
        var all = ComposeOracle.IsGiven;
        var asked = ConformanceCase.All.Concat(Examples()).Where((_, i) => all || i % Sample == 0).ToArray();

        var wrong = await WrongAsync(oracle!, asked, TestContext.Current.CancellationToken);

        Assert.Empty(wrong.Where(w => !VersionDifference.All.Any(d => d.Explains(w, oracle!.Version))).Select(w => w.Text));
    }

    internal static IEnumerable<ConformanceCase> Examples() =>
        RuleExamples.All.SelectMany(e => new ConformanceCase[] { new(false, e.Rule, e.Bad, ""), new(true, "-", e.Good, "") });

    /// <summary>The files about which the plugin says something else.</summary>
    internal static async Task<IReadOnlyCollection<ConformanceCase>> WrongAsync(ComposeOracle oracle, IEnumerable<ConformanceCase> cases, CancellationToken ct)
    {
        var wrong = new ConcurrentBag<ConformanceCase>();
        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = ct }, async (conformance, token) =>
        {
            if (await ComposeOracle.InFolderAsync(conformance.Text, f => oracle.AcceptsAsync(f, token)) != conformance.IsAccepted)
            {
                wrong.Add(conformance);
            }
        });
        return wrong;
    }

    /// <summary>Rewrites cases.tsv with the verdicts and models of the Compose plugin in COINPILOT_COMPOSE_ORACLE.</summary>
    [Fact(Explicit = true)]
    public async Task Record_what_Compose_says()
    {
        var oracle = ComposeOracle.Find();
        Assert.SkipWhen(oracle is null, "no Compose plugin is here");
        var lines = new List<string>();
        foreach (var conformance in ConformanceCase.All)
        {
            var reading = MemoryFiles.Parse(conformance.Text).Compose();
            var config = await ComposeOracle.InFolderAsync(conformance.Text, f => oracle!.ConfigAsync(f, TestContext.Current.CancellationToken));
            var model = config is not null && reading.Project is { } project ? ConfigJson.OfCompose(config, ModelJson.Of(project)).ToJsonString() : "";
            lines.Add((conformance with { IsAccepted = config is not null, Model = model }).Line);
        }

        await File.WriteAllTextAsync(Path.Combine(ProjectRoot.Folder, "tests", "CoinPilot.Core.Tests", "Compose", "Conformance", "cases.tsv"), string.Concat(lines), TestContext.Current.CancellationToken);
    }
}
