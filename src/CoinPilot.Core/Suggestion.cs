namespace CoinPilot;

/// <summary>The known word that was probably meant.</summary>
public static class Suggestion
{
    /// <summary>The nearest of <paramref name="known"/>: at most two letters off, or one is the beginning or end of the other.</summary>
    public static string? For(string word, IEnumerable<string> known)
    {
        var plain = Plain(word);
        if (plain.Length > EditDistance.LongestWord)
        {
            return null;
        }

        return known
            .Select(x => (Word: x, Distance: EditDistance.Between(plain, Plain(x))))
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
}
