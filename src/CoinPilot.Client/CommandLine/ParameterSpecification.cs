using System.Collections.Immutable;
using System.Text;

namespace CoinPilot.CommandLine;

/// <summary>One parameter as an operator meets it: on the command line, in the environment, in a file.</summary>
public sealed record ParameterSpecification(string Name, ValueKind Kind = ValueKind.Text)
{
    public bool IsList { get; init; }

    public bool IsSecret { get; init; }

    public char? Separator { get; init; }

    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>Whether .nuke/parameters*.json may hold it.</summary>
    public bool IsAllowedInFile { get; init; } = true;

    /// <summary>Whether a COINPILOT_ variable may set it.</summary>
    public bool IsAllowedInEnvironment { get; init; } = true;

    public string Option { get; } = "--" + Split(Name, '-').ToLowerInvariant();

    public string Variable { get; } = "COINPILOT_" + Split(Name, '_').ToUpperInvariant();

    private static string Split(string name, char separator)
    {
        StringBuilder text = new();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0)
            {
                text.Append(separator);
            }

            text.Append(c);
        }

        return text.ToString();
    }
}
