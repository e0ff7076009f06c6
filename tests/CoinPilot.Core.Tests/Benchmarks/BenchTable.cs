using System.Globalization;
using System.Text;
using Xunit;

namespace CoinPilot.Benchmarks;

/// <summary>
/// A benchmark's table and its bars, for <c>./build.sh Bench</c>. To add one: a class in the namespace
/// <c>CoinPilot.Benchmarks</c> of any test project (link this file where it isn't), in it a <c>[Fact(Explicit = true)]</c> that
/// fills a table and ends with <see cref="Save"/>. Nothing else runs it: no test run does, Bench finds it by itself.
/// </summary>
/// <param name="name">The file's name under artifacts/bench, without its extension; tables are printed in the order of their names.</param>
public sealed class BenchTable(string name, string title, params string[] columns)
{
    private readonly List<string> rows = [];
    private readonly List<string> bars = [];
    private readonly List<string> missed = [];
    private readonly List<string> notes = [];
    private readonly string loadBefore = Load();

    public void Row(params string[] cells)
    {
        Assert.Equal(columns.Length, cells.Length);
        rows.Add($"| {string.Join(" | ", cells)} |");
    }

    /// <summary>How the figures came about, below the table.</summary>
    public void Note(string text) => notes.Add(text);

    /// <summary>A figure that must not be above its limit.</summary>
    public void Bar(string bar, double figure, double limit, string unit = "") => Judge(bar, figure <= limit, figure, limit, unit);

    /// <summary>A figure that must not be below its limit.</summary>
    public void BarAtLeast(string bar, double figure, double limit, string unit = "") => Judge(bar, figure >= limit, figure, limit, unit);

    /// <summary>Writes artifacts/bench/NAME.md, then fails the benchmark when a bar was missed.</summary>
    public void Save()
    {
        StringBuilder text = new($"### {title}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", columns)} |\n|{string.Concat(columns.Select((_, i) => i == 0 ? "---|" : "---:|"))}\n");
        text.AppendJoin('\n', rows).Append("\n\n");
        notes.ForEach(x => text.Append(CultureInfo.InvariantCulture, $"{x}\n"));
        text.Append(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores; load (1 min) before {loadBefore}, after {Load()}.\n");
        bars.ForEach(x => text.Append(CultureInfo.InvariantCulture, $"\n{x}"));
        text.Append(bars.Count > 0 ? "\n" : "");
        var folder = Directory.CreateDirectory(Path.Combine(Root(), "artifacts", "bench")).FullName;
        File.WriteAllText(Path.Combine(folder, $"{name}.md"), text.ToString());
        Assert.True(missed.Count == 0, string.Join('\n', missed));
    }

    private void Judge(string bar, bool isMet, double figure, double limit, string unit)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{(isMet ? "met" : "MISSED")}: {bar}: {figure:0.##}{unit} (bar {limit:0.##}{unit})");
        bars.Add($"- {line}");
        if (!isMet)
        {
            missed.Add(line);
        }
    }

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "CoinPilot.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException($"No CoinPilot.sln above {AppContext.BaseDirectory}.");
    }
}
