namespace CoinPilot.Planning;

/// <summary>Image references as people compare them.</summary>
public static class ImageNames
{
    /// <summary>`repo:old → new` where the repository stays, else both in full.</summary>
    public static string Change(string before, string after)
    {
        var (oldRepository, oldTag) = Split(before);
        var (newRepository, newTag) = Split(after);
        return oldRepository == newRepository && oldTag != newTag && oldTag.Length > 0 && newTag.Length > 0
            ? $"{oldRepository}{before[oldRepository.Length]}{oldTag} → {newTag}"
            : $"{before} → {after}";
    }

    // A port is before the last slash, a tag behind it; a digest may be behind a tag.
    private static (string Repository, string Tag) Split(string reference)
    {
        var slash = reference.LastIndexOf('/');
        var at = reference.IndexOfAny([':', '@'], slash + 1);
        return at < 0 ? (reference, "") : (reference[..at], reference[(at + 1)..]);
    }
}
