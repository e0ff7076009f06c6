namespace CoinPilot.Compose;

/// <summary>"Did you mean": the nearest of the names that would be right.</summary>
internal static class NearestName
{
    public static string? For(string name, IEnumerable<string> candidates)
    {
        if (name.Length is 0 or > EditDistance.LongestWord)
        {
            return null;
        }
        var limit = name.Length == 1 ? 0 : name.Length <= 4 ? 1 : name.Length <= 8 ? 2 : 3;
        string? best = null;
        foreach (var candidate in candidates)
        {
            if (candidate.Length <= EditDistance.LongestWord && Math.Abs(candidate.Length - name.Length) <= limit
                && EditDistance.Between(name, candidate) is var distance && distance <= limit && candidate != name
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
}
