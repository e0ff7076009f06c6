namespace CoinPilot.Compose.Yaml;

/// <summary>Where a node stands; line and column count from 1.</summary>
internal readonly record struct Mark(string File, int Line, int Column)
{
    public SourceLocation ToLocation() => new(File, Line, Column);
}
