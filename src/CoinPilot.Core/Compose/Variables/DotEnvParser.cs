using System.Text;
using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Variables;

/// <summary>Reads an env file by Compose's own grammar, which is neither the shell's nor systemd's.</summary>
internal sealed class DotEnvParser
{
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);
    private readonly List<EnvEntry> entries = [];
    private readonly string file;
    private readonly string text;
    private readonly Func<string, VariableValue> lookup;
    private readonly Findings findings;
    private int position;
    private int counted;
    private int line = 1;
    private (string Key, SourceLocation At) current = ("", new(""));

    private DotEnvParser(string file, string text, Func<string, VariableValue> lookup, Findings findings)
    {
        this.file = file;
        this.text = text;
        this.lookup = lookup;
        this.findings = findings;
    }

    /// <summary>The assignments up to the first fault, in the order of the file.</summary>
    /// <param name="earlier">What earlier files have set: seen by values here, below what this file sets itself.</param>
    public static List<EnvEntry> Parse(
        byte[] bytes, string file, Func<string, VariableValue> lookup, Findings findings, IReadOnlyDictionary<string, string>? earlier = null)
    {
        if (bytes.Length > ComposeLimits.EnvBytes)
        {
            findings.Report(YamlRules.TooLarge, new SourceLocation(file), $"the env file is larger than {ComposeLimits.EnvBytes >> 20} MiB", "make the file smaller");
            return [];
        }
        var text = Encoding.UTF8.GetString(bytes);
        var parser = new DotEnvParser(file, text.StartsWith('\uFEFF') ? text[1..] : text, lookup, findings);
        foreach (var (key, value) in earlier ?? new Dictionary<string, string>())
        {
            parser.values[key] = value;
        }
        try
        {
            parser.Run();
        }
        catch (FormatException e)
        {
            findings.Report(VariableRules.EnvFileSyntax, parser.Here(parser.position), e.Message,
                "write KEY=value, one a line; put values with special characters in single quotes");
        }
        catch (ComposeLimitException e)
        {
            findings.Report(YamlRules.TooLarge, e.At, e.Message, "shorten the values");
        }
        findings.Hide(parser.entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value)).Concat(LenientEnv.Values(text)));
        return parser.entries;
    }

    private void Run()
    {
        while (SkipToStatement())
        {
            var start = position;
            var (key, inherited) = Key();
            if (key.Contains(' ', StringComparison.Ordinal))
            {
                position = start;
                throw new FormatException($"the key '{key}' has a space in it");
            }
            if (inherited)
            {
                Inherit(key, start);
                continue;
            }
            current = (key, Here(start).ToLocation());
            var value = Value();
            if (value.Contains('\r', StringComparison.Ordinal))
            {
                Slip(EnvSlipKind.CarriageReturn);
            }
            Store(key, value, start);
        }
    }

    private void Store(string key, string value, int at)
    {
        values[key] = value;
        entries.Add(new(key, value, Here(at).ToLocation()));
    }

    /// <summary>A key alone takes the value that it has outside.</summary>
    private void Inherit(string key, int at)
    {
        if (lookup(key) is { State: VariableState.Set } value)
        {
            Store(key, value.Text, at);
        }
    }

    private bool SkipToStatement()
    {
        while (position < text.Length)
        {
            if (text[position] == '#')
            {
                var end = text.IndexOf('\n', position);
                position = end < 0 ? text.Length : end;
            }
            else if (char.IsWhiteSpace(text[position]))
            {
                position++;
            }
            else
            {
                return true;
            }
        }
        return false;
    }

    private (string Key, bool Inherited) Key()
    {
        if (string.CompareOrdinal(text, position, "export", 0, 6) == 0 && position + 6 < text.Length && char.IsWhiteSpace(text[position + 6]))
        {
            position += 6;
            SkipBlanks();
        }
        var start = position;
        for (var i = start; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '=' or ':' or '\n')
            {
                var key = text[start..i].TrimEnd();
                position = i + 1;
                SkipBlanks();
                return (key, c == '\n');
            }
            if (!IsBlank(c) && c is not ('_' or '.' or '-' or '[' or ']') && !char.IsLetter(c) && !char.IsNumber(c) && !char.IsSurrogate(c))
            {
                position = i;
                throw new FormatException($"unexpected character '{c}' in the name of a variable");
            }
        }
        return LastWord(start);
    }

    /// <summary>A last line without `=` and line end: Compose drops the name and reads the text as a value.</summary>
    private (string Key, bool Inherited) LastWord(int start)
    {
        if (start >= text.Length)
        {
            throw new FormatException("a name is missing behind 'export'");
        }
        position = start;
        SkipBlanks();
        return ("", false);
    }

    private string Value()
    {
        if (position < text.Length && text[position] is '"' or '\'')
        {
            return Quoted(text[position]);
        }
        var end = text.IndexOf('\n', position);
        var line = text[position..(end < 0 ? text.Length : end)];
        var comment = line.IndexOf(" #", StringComparison.Ordinal);
        var value = Expand((comment < 0 ? line : line[..comment]).TrimEnd());
        position = end < 0 ? text.Length : end + 1;
        return value;
    }

    private string Quoted(char quote)
    {
        var value = new StringBuilder();
        var escaped = false;
        for (var i = position + 1; i < text.Length; i++)
        {
            var c = text[i];
            if (c == quote && !escaped)
            {
                var content = quote == '"' ? Expand(DotEnvEscapes.Expand(value.ToString())) : value.ToString();
                position = i + 1;
                return content;
            }
            if (c == '\\' && !escaped)
            {
                escaped = true;
                continue;
            }
            if (escaped && c != quote)
            {
                value.Append('\\');
            }
            escaped = false;
            value.Append(c);
        }
        throw new FormatException("a quoted value is not closed");
    }

    private void Slip(EnvSlipKind kind) => findings.Slip(new(kind, current.Key, current.At));

    private string Expand(string value) => Template.Substitute(value, new Scope(this, Here(position)));

    private void SkipBlanks()
    {
        while (position < text.Length && IsBlank(text[position]))
        {
            position++;
        }
    }

    private static bool IsBlank(char c) => c is '\t' or '\v' or '\f' or '\r' or ' ' or '\u0085' or '\u00A0';

    /// <summary>Counts on from the last place, so that a long file stays linear.</summary>
    private Mark Here(int at)
    {
        var target = Math.Min(at, text.Length);
        if (target < counted)
        {
            (counted, line) = (0, 1);
        }
        line += text.AsSpan(counted, target - counted).Count('\n');
        counted = target;
        return new(file, line, target - text.AsSpan(0, target).LastIndexOf('\n'));
    }

    private sealed class Scope(DotEnvParser parser, Mark at) : IVariableScope
    {
        public Mark At => at;

        public VariableValue Lookup(string name) => parser.lookup(name) is { State: not VariableState.Unset } outside
            ? outside
            : parser.values.TryGetValue(name, out var own) ? VariableValue.Of(own) : VariableValue.Unset;

        public void Used(string name, char form)
        {
            if (form == ' ' && Lookup(name).State == VariableState.Unset)
            {
                parser.Slip(EnvSlipKind.LostVariable);
            }
        }

        public void Doubled() => parser.Slip(EnvSlipKind.DoubledDollar);

        public void BadFormat(string expression) => parser.findings.Report(VariableRules.Format, at,
            $"'{expression}' is no form of a variable", "write `$$` for a dollar sign, or put the value in single quotes");

        public void Missing(string name, string reason) => parser.findings.Report(VariableRules.Required, at,
            $"the variable {name} has no value{(reason.Length == 0 ? "" : ": " + reason)}", $"set {name} above this line");

        public void Unresolved(string expression)
        {
        }
    }
}
