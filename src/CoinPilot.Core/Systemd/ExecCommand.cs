using System.Collections.Immutable;

namespace CoinPilot.Systemd;

/// <summary>One command of an <c>Exec…=</c> line: its prefixes (<c>-</c> ignores a failure), its program and its arguments, unescaped.</summary>
public sealed record ExecCommand(string Prefixes, string Program, ImmutableArray<string> Arguments)
{
    public bool FailureIgnored => Prefixes.Contains('-');

    public static ExecCommand Of(string program, params ReadOnlySpan<string> arguments) => new("", program, [.. arguments]);

    /// <summary>The commands of one line; a bare <c>;</c> separates them. Throws <see cref="FormatException"/> where systemd refuses the line.</summary>
    public static ImmutableArray<ExecCommand> ParseLine(string value)
    {
        var commands = ImmutableArray.CreateBuilder<ExecCommand>();
        var words = new List<string>();
        var at = 0;
        while (at < value.Length)
        {
            if (IsAlone(value, at, ";"))
            {
                Close();
                at++;
            }
            else if (IsAlone(value, at, "\\;"))
            {
                words.Add(";");
                at += 2;
            }
            else if (UnitWords.Next(value, ref at) is { } word)
            {
                words.Add(word);
                continue;   // Next has skipped the space
            }

            while (at < value.Length && UnitWords.IsSpace(value[at]))
            {
                at++;
            }
        }

        Close();
        return commands.ToImmutable();

        void Close()
        {
            if (words.Count > 0)
            {
                commands.Add(FromWords(words));
                words.Clear();
            }
        }
    }

    /// <summary>The command as the value of a line, escaped.</summary>
    public override string ToString() => string.Join(' ', [Prefixes + ProgramPath.Require(Program), .. Arguments.Select(ExecArgument.Quote)]);

    private static bool IsAlone(string value, int at, string token) =>
        string.CompareOrdinal(value, at, token, 0, token.Length) == 0
        && (at + token.Length == value.Length || UnitWords.IsSpace(value[at + token.Length]));

    private static ExecCommand FromWords(List<string> words)
    {
        var program = words[0].TrimStart('-', '@', ':', '+', '!', '|');
        var prefixes = words[0][..^program.Length];

        return program.Length == 0
            ? throw new FormatException($"'{words[0]}' names no program.")
            : new(prefixes, program.Replace("%%", "%", StringComparison.Ordinal), [.. words.Skip(1).Select(word => Literal(word, prefixes))]);
    }

    // With ':' systemd expands no variables.
    private static string Literal(string word, string prefixes)
    {
        var text = word.Replace("%%", "%", StringComparison.Ordinal);

        return prefixes.Contains(':') ? text : text.Replace("$$", "$", StringComparison.Ordinal);
    }
}
