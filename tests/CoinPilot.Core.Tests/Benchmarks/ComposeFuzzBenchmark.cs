using System.Diagnostics;
using System.Globalization;
using System.Text;
using CoinPilot.Compose;
using CoinPilot.Compose.Conformance;
using Xunit;

namespace CoinPilot.Benchmarks;

/// <summary>The long fuzz: broken and spliced files of the suite, for a minute; and all of the suite against the Compose that is here.</summary>
public sealed class ComposeFuzzBenchmark
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(60);

    private static readonly string[] Pieces =
    [
        "\t", " ", "  ", "-", "- ", ": ", ":", "\"", "'", "#", "&a ", "*a", "|", ">", "{", "}", "[", "]", ",", "?", "!", "!!int ", "!reset ", "!override ", "%", "@", "`", "$", "${", "${A:-", "}", "$$",
        "\\", "\n", "\r\n", "null", "~", "true", "1.5", "1e400", "12345678901234567890", "2001-01-01", "<<: ", "---\n", "...\n", "\ufeff", "\u0001", "\u2028", "é", "x-a: b", "services:", "include: [a]", "extends: web", "\0",
    ];

    [Fact(Explicit = true)]
    public void No_broken_file_makes_the_reader_throw_or_hang()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var texts = ConformanceCase.All.Select(c => c.Text).ToArray();
        var (files, refused, slowest, largest) = (0, 0, 0.0, 0L);
        var whole = Stopwatch.StartNew();
        while (whole.Elapsed < Budget)
        {
            var text = Broken(random, texts);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            try
            {
                refused += MemoryFiles.Parse(text).Compose().HasErrors ? 1 : 0;
            }
            catch (Exception error)
            {
                Assert.Fail($"seed {seed}, file {files}: {error}\n{text}");
            }
            files++;
            slowest = Math.Max(slowest, watch.Elapsed.TotalMilliseconds);
            largest = Math.Max(largest, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        var table = new BenchTable("compose-fuzz", "Fuzzing the Compose reader", "files", "refused", "slowest, ms", "largest allocation, MiB", "crashes");
        table.Row(Text(files), Text(refused), Text(slowest), Text(largest / 1048576.0), "0");
        table.Note(string.Create(CultureInfo.InvariantCulture, $"Files of the conformance suite, broken and spliced at random for {Budget.TotalSeconds:0} s (seed {seed})."));
        table.Bar("slowest file", slowest, 5000, " ms");
        table.Save();
    }

    [Fact(Explicit = true)]
    public async Task The_whole_suite_agrees_with_the_Compose_that_is_here()
    {
        var table = new BenchTable("compose-oracle", "The conformance suite, asked live", "Compose", "files", "agreed", "older than 2.40, explained", "disagreed");
        if (ComposeOracle.Find() is not { } oracle)
        {
            table.Row("no plugin here", "–", "–", "–", "–");
            table.Save();
            return;
        }
        ConformanceCase[] all = [.. ConformanceCase.All, .. OracleTests.Examples()];
        var wrong = await OracleTests.WrongAsync(oracle, all, TestContext.Current.CancellationToken);
        var explained = wrong.Count(w => VersionDifference.All.Any(d => d.Explains(w, oracle.Version)));

        table.Row(oracle.Version.ToString(), Text(all.Length), Text(all.Length - wrong.Count), Text(explained), Text(wrong.Count - explained));
        foreach (var unexplained in wrong.Where(w => !VersionDifference.All.Any(d => d.Explains(w, oracle.Version))).Take(10))
        {
            table.Note($"`{unexplained.Text.Replace('\n', '⏎').Replace("`", "'", StringComparison.Ordinal)}`");
        }
        table.Bar("disagreements without a reason", wrong.Count - explained, 0);
        table.Save();
    }

    private static string Broken(Random random, string[] texts)
    {
        var text = new StringBuilder(texts[random.Next(texts.Length)]);
        if (random.Next(4) == 0)
        {
            var other = texts[random.Next(texts.Length)];
            text.Insert(random.Next(text.Length + 1), other[random.Next(other.Length)..]);
        }
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            var at = random.Next(text.Length + 1);
            switch (random.Next(4))
            {
                case 0 when at < text.Length:
                    text.Remove(at, Math.Min(random.Next(1, 6), text.Length - at));
                    break;
                case 1 when at < text.Length:
                    text.Insert(at, text.ToString(at, Math.Min(random.Next(1, 200), text.Length - at)));
                    break;
                case 2:
                    text.Insert(at, string.Concat(Enumerable.Repeat(Pieces[random.Next(Pieces.Length)], random.Next(1, 500))));
                    break;
                default:
                    text.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
            }
        }
        return text.ToString();
    }

    private static string Text(double figure) => figure.ToString(figure < 10 ? "0.##" : "0", CultureInfo.InvariantCulture);
}
