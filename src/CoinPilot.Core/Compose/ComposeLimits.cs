using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose;

/// <summary>The bounds within which a hostile file stays a finding.</summary>
internal static class ComposeLimits
{
    public const int FileBytes = 64 << 20;

    public const int EnvBytes = 4 << 20;

    /// <summary>Nodes that aliases may add; a file's own nodes are bounded by its size.</summary>
    public const int AliasNodes = 500_000;

    /// <summary>Ports that ranges may become, each an entry of its own.</summary>
    public const int Ports = 100_000;

    /// <summary>Entries that `&lt;&lt;` may bring into the mappings of one file.</summary>
    public const int MergedEntries = 1_000_000;

    /// <summary>Characters of one value with its variables put in.</summary>
    public const int ValueLength = 4 << 20;

    /// <summary>Characters of all values together.</summary>
    public const long AllValues = 256 << 20;

    public const int FilesRead = 200;

    /// <summary>Nesting of one file; every level costs stack.</summary>
    public const int Depth = 1000;
}

/// <summary>Reading went out of its bounds.</summary>
internal sealed class ComposeLimitException(Mark at, string message) : Exception(message)
{
    public Mark At { get; } = at;
}
