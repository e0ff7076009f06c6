namespace CoinPilot.CommandLine;

/// <summary>The known word that was probably meant.</summary>
public static class Suggestion
{
    /// <summary>The nearest of <paramref name="known"/>: at most two letters off, or one is the beginning or end of the other.</summary>
    public static string? For(string word, IEnumerable<string> known)
    {
        var plain = Plain(word);
        return known
            .Select(x => (Word: x, Distance: Distance(plain, Plain(x))))
            .Where(x => x.Distance <= Math.Min(2, plain.Length / 2) || IsPart(plain, Plain(x.Word)))
            .OrderBy(x => x.Distance)
            .Select(x => x.Word)
            .FirstOrDefault();
    }

    private static bool IsPart(string word, string known) =>
        word.Length >= 3 && known.Length >= 3
        && (known.StartsWith(word, StringComparison.Ordinal) || known.EndsWith(word, StringComparison.Ordinal)
            || word.StartsWith(known, StringComparison.Ordinal) || word.EndsWith(known, StringComparison.Ordinal));

    private static string Plain(string word) => new([.. word.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    // Levenshtein: the fewest insertions, deletions and replacements.
    private static int Distance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var current = new int[right.Length + 1];
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[^1];
    }
}
