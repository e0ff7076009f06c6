namespace CoinPilot.Compose.Pulls;

/// <summary>An image's name in its parts.</summary>
public sealed record ImageReference(string Repository, string? Tag, string? Digest)
{
    private const string Hub = "docker.io/";
    private const string Library = "library/";

    public static ImageReference Parse(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var digest = at < 0 ? null : text[(at + 1)..];
        var name = at < 0 ? text : text[..at];
        var colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? new(name[..colon], name[(colon + 1)..], digest) : new(name, null, digest);
    }

    /// <summary>The name by which two references to one image are equal.</summary>
    public string Canonical
    {
        get
        {
            var name = Repository.StartsWith(Hub, StringComparison.Ordinal) ? Repository[Hub.Length..] : Repository;
            name = name.StartsWith(Library, StringComparison.Ordinal) ? name[Library.Length..] : name;
            return Digest is null ? $"{name}:{Tag ?? "latest"}" : $"{name}@{Digest}";
        }
    }

    /// <summary>A tag that will name something else some day: none, `latest`, or a word without a number.</summary>
    public bool IsFloating => Digest is null && (Tag is null || !Tag.Any(char.IsAsciiDigit));
}
