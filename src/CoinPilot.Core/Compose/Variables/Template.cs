using System.Text;

namespace CoinPilot.Compose.Variables;

/// <summary>
/// Substitution of `$V`, `${V}`, `${V:-d}`, `${V-d}`, `${V:?m}`, `${V?m}`, `${V:+a}`, `${V+a}` and `$$`.
/// A default runs to the brace that closes its own, within one line; it is expanded even when it is not used.
/// </summary>
internal static class Template
{
    /// <summary>Deeper nesting than anybody writes; a bound for hostile files.</summary>
    private const int MaxDepth = 100;
    private const int LongestExcerpt = 60;

    public static string Substitute(string text, IVariableScope scope) => Substitute(text, scope, 0);

    private static string Substitute(string text, IVariableScope scope, int depth)
    {
        if (!text.Contains('$', StringComparison.Ordinal))
        {
            return text;
        }
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            if (result.Length > ComposeLimits.ValueLength)
            {
                throw new ComposeLimitException(scope.At, $"variables make this value longer than {ComposeLimits.ValueLength} characters");
            }
            var c = text[i];
            var next = i + 1 < text.Length ? text[i + 1] : '\0';
            if (c != '$')
            {
                result.Append(c);
                i++;
            }
            else if (next == '$')
            {
                scope.Doubled();
                result.Append('$');
                i += 2;
            }
            else if (IsNameStart(next))
            {
                var end = NameEnd(text, i + 1);
                scope.Used(text[(i + 1)..end], ' ');
                result.Append(Plain(text[(i + 1)..end], text[i..end], scope));
                i = end;
            }
            else if (next == '{')
            {
                i = Braced(text, i, result, scope, depth);
            }
            else
            {
                result.Append('$');
                i++;
            }
        }
        return result.ToString();
    }

    private static string Plain(string name, string expression, IVariableScope scope)
    {
        var value = scope.Lookup(name);
        if (value.State != VariableState.Unknown)
        {
            return value.Text;
        }
        scope.Unresolved(expression);
        return expression;
    }

    /// <summary>Reads `${…}` at <paramref name="start"/> and returns where the text goes on.</summary>
    private static int Braced(string text, int start, StringBuilder result, IVariableScope scope, int depth)
    {
        var nameEnd = start + 2 < text.Length && IsNameStart(text[start + 2]) ? NameEnd(text, start + 2) : start + 2;
        var name = text[(start + 2)..nameEnd];
        var end = name.Length == 0 || depth > MaxDepth ? -1 : ExpressionEnd(text, start, nameEnd);
        if (end < 0)
        {
            scope.BadFormat(Excerpt(text, start));
            return text.Length;
        }
        var expression = text[start..end];
        if (end == nameEnd + 1)
        {
            scope.Used(name, ' ');
            result.Append(Plain(name, expression, scope));
            return end;
        }
        var colon = text[nameEnd] == ':';
        var form = text[nameEnd + (colon ? 1 : 0)];
        var argument = Substitute(text[(nameEnd + (colon ? 2 : 1))..(end - 1)], scope, depth + 1);
        scope.Used(name, form);
        result.Append(Apply(name, form, colon, argument, expression, scope));
        return end;
    }

    private static string Apply(string name, char form, bool colon, string argument, string expression, IVariableScope scope)
    {
        var value = scope.Lookup(name);
        if (value.State == VariableState.Unknown)
        {
            scope.Unresolved(expression);
            return expression;
        }
        var present = value.State == VariableState.Set && (!colon || value.Text.Length > 0);
        switch (form)
        {
            case '-':
                return present ? value.Text : argument;
            case '+':
                return present ? argument : value.Text;
            default:
                if (!present)
                {
                    scope.Missing(name, argument);
                }
                return value.Text;
        }
    }

    /// <summary>Just behind the closing brace, or -1: it must close on the same line, and an operator must follow the name.</summary>
    private static int ExpressionEnd(string text, int start, int nameEnd)
    {
        if (nameEnd >= text.Length)
        {
            return -1;
        }
        if (text[nameEnd] == '}')
        {
            return nameEnd + 1;
        }
        var operatorAt = text[nameEnd] == ':' ? nameEnd + 1 : nameEnd;
        if (operatorAt >= text.Length || text[operatorAt] is not ('-' or '?' or '+'))
        {
            return -1;
        }
        var lineEnd = text.IndexOf('\n', operatorAt);
        var last = text.LastIndexOf('}', (lineEnd < 0 ? text.Length : lineEnd) - 1);
        if (last < operatorAt + 1)
        {
            return -1;
        }
        return Balanced(text, start, last) is var balanced and >= 0 ? balanced + 1 : last + 1;
    }

    /// <summary>The brace that closes the first one; the character behind an opening brace is never looked at.</summary>
    private static int Balanced(string text, int start, int last)
    {
        var open = 0;
        for (var i = start; i <= last; i++)
        {
            if (text[i] == '}' && --open == 0)
            {
                return i;
            }
            if (text[i] == '{')
            {
                open++;
                i++;
            }
        }
        return -1;
    }

    private static string Excerpt(string text, int start)
    {
        var end = text.AsSpan(start).IndexOfAny('}', '\n');
        var length = end < 0 ? text.Length - start : end + (text[start + end] == '}' ? 1 : 0);
        return length <= LongestExcerpt ? text.Substring(start, length) : $"{text.AsSpan(start, LongestExcerpt)}…";
    }

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private static int NameEnd(string text, int start)
    {
        var i = start;
        while (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] == '_'))
        {
            i++;
        }
        return i;
    }
}
