using System.Collections.Immutable;

namespace CoinPilot.Planning;

/// <summary>A file whose text differs between the host and the new release.</summary>
/// <param name="Before">Null: the host has none of this name.</param>
/// <param name="After">Null: the new release has none of this name.</param>
public sealed record ChangedFile(string Name, ChangedFileText? Before, ChangedFileText? After);

/// <summary>A file's lines as they are, to be compared, and as they may be shown.</summary>
public sealed record ChangedFileText(ImmutableArray<string> Lines, ImmutableArray<string> Shown)
{
    public static ChangedFileText Plain(string text)
    {
        ImmutableArray<string> lines = [.. Split(text)];
        return new(lines, lines);
    }

    internal static string[] Split(string text) => text.TrimEnd('\n').Split('\n');
}

/// <summary>A file's differences in unified form, ready to be shown.</summary>
public sealed record FileDiff(string Name, ImmutableArray<string> Lines, int Added, int Removed);
