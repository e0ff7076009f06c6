using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Planning;
using DiffPlex;
using DiffPlex.Model;

namespace CoinPilot.Reporting;

/// <summary>The differences of a file in unified form: compared as it is, shown as it may be shown.</summary>
public static class UnifiedDiff
{
    private const int Context = 3;

    // A longer one is read with a tool that can search.
    private const int LongestDiff = 200;

    public static FileDiff Of(ChangedFile file)
    {
        var before = file.Before ?? new([], []);
        var after = file.After ?? new([], []);
        var blocks = Differ.Instance.CreateLineDiffs(Text(before), Text(after), ignoreWhitespace: false).DiffBlocks;
        var lines = ImmutableArray.CreateBuilder<string>();
        foreach (var hunk in Hunks(blocks))
        {
            Write(hunk, before, after, lines);
        }

        if (lines.Count > LongestDiff)
        {
            var left = lines.Count - LongestDiff;
            lines.Count = LongestDiff;
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"… {left} more lines are not shown"));
        }

        return new(file.Name, lines.ToImmutable(), blocks.Sum(block => block.InsertCountB), blocks.Sum(block => block.DeleteCountA));
    }

    private static string Text(ChangedFileText text) => string.Join('\n', text.Lines);

    // Blocks whose context would touch are one hunk.
    private static IEnumerable<List<DiffBlock>> Hunks(IList<DiffBlock> blocks)
    {
        List<DiffBlock> hunk = [];
        foreach (var block in blocks)
        {
            if (hunk.Count > 0 && block.DeleteStartA - (hunk[^1].DeleteStartA + hunk[^1].DeleteCountA) > 2 * Context)
            {
                yield return hunk;
                hunk = [];
            }

            hunk.Add(block);
        }

        if (hunk.Count > 0)
        {
            yield return hunk;
        }
    }

    private static void Write(List<DiffBlock> hunk, ChangedFileText before, ChangedFileText after, ImmutableArray<string>.Builder lines)
    {
        var (first, last) = (hunk[0], hunk[^1]);
        var lead = Math.Min(Context, first.DeleteStartA);
        var tail = Math.Min(Context, before.Lines.Length - (last.DeleteStartA + last.DeleteCountA));
        var oldStart = first.DeleteStartA - lead;
        var newStart = first.InsertStartB - lead;
        var oldCount = last.DeleteStartA + last.DeleteCountA + tail - oldStart;
        var newCount = last.InsertStartB + last.InsertCountB + tail - newStart;
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"@@ -{Range(oldStart, oldCount)} +{Range(newStart, newCount)} @@"));
        var at = oldStart;
        foreach (var block in hunk)
        {
            Add(' ', before, at, block.DeleteStartA);
            Add('-', before, block.DeleteStartA, block.DeleteStartA + block.DeleteCountA);
            Add('+', after, block.InsertStartB, block.InsertStartB + block.InsertCountB);
            at = block.DeleteStartA + block.DeleteCountA;
        }

        Add(' ', before, at, at + tail);

        void Add(char sign, ChangedFileText text, int from, int to)
        {
            for (var line = from; line < to; line++)
            {
                lines.Add(sign + text.Shown[line]);
            }
        }
    }

    private static string Range(int start, int count) => string.Create(CultureInfo.InvariantCulture, $"{(count == 0 ? start : start + 1)},{count}");
}
