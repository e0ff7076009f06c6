using System.Collections.Immutable;

namespace CoinPilot.Inspection;

/// <summary>Rows of words in columns as wide as they need to be.</summary>
public static class TextTable
{
    private const string Gap = "  ";

    /// <summary>One line for each row; the last column is as wide as it is.</summary>
    /// <param name="right">Columns whose words stand on the right.</param>
    public static IEnumerable<string> Of(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows, params ReadOnlySpan<int> right)
    {
        ImmutableArray<IReadOnlyList<string>> all = [head, .. rows];
        int[] onRight = [.. right];
        var widths = Enumerable.Range(0, head.Count).Select(column => all.Max(row => row[column].Length)).ToArray();
        return all.Select(row => string.Join(Gap, row.Select((word, column) =>
            onRight.Contains(column) ? word.PadLeft(widths[column]) : word.PadRight(widths[column]))).TrimEnd());
    }
}
