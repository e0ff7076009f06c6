namespace CoinPilot;

/// <summary>Edits between two words, case aside: insertions, deletions, replacements, and swaps of neighbours.</summary>
public static class EditDistance
{
    /// <summary>The longest word that is compared; both words must be at most this long.</summary>
    public const int LongestWord = 64;

    public static int Between(string a, string b)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(a.Length, LongestWord, nameof(a));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(b.Length, LongestWord, nameof(b));
        Span<int> beforeLast = stackalloc int[LongestWord + 1];
        Span<int> last = stackalloc int[LongestWord + 1];
        Span<int> row = stackalloc int[LongestWord + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = Lower(a[i - 1]) == Lower(b[j - 1]);
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && Lower(a[i - 1]) == Lower(b[j - 2]) && Lower(a[i - 2]) == Lower(b[j - 1]))
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }
            }

            last.CopyTo(beforeLast);
            row.CopyTo(last);
        }

        return last[b.Length];
    }

    private static char Lower(char c) => char.ToLowerInvariant(c);
}
