namespace CoinPilot.Compose;

/// <summary>"Did you mean": the nearest of the names that would be right.</summary>
internal static class Suggestion
{
    private const int LongestName = 64;

    public static string? For(string name, IEnumerable<string> candidates)
    {
        if (name.Length is 0 or > LongestName)
        {
            return null;
        }
        var limit = name.Length == 1 ? 0 : name.Length <= 4 ? 1 : name.Length <= 8 ? 2 : 3;
        string? best = null;
        foreach (var candidate in candidates)
        {
            if (candidate.Length <= LongestName && Math.Abs(candidate.Length - name.Length) <= limit
                && Distance(name, candidate) is var distance && distance <= limit && candidate != name
                && (distance < limit || best is null))
            {
                (best, limit) = (candidate, distance);
            }
        }
        return best;
    }

    /// <summary>"did you mean X?", or the given text when nothing is near.</summary>
    public static string Fix(string name, IEnumerable<string> candidates, string otherwise) =>
        For(name, candidates) is { } near ? $"did you mean '{near}'?" : otherwise;

    /// <summary>Edits between two words, case aside, a swap of neighbours counting once.</summary>
    private static int Distance(string a, string b)
    {
        Span<int> beforeLast = stackalloc int[LongestName + 1];
        Span<int> last = stackalloc int[LongestName + 1];
        Span<int> row = stackalloc int[LongestName + 1];
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
