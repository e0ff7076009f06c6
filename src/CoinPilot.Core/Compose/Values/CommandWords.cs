using System.Text;

namespace CoinPilot.Compose.Values;

/// <summary>Splits a command text as Compose does, which is less than a shell: no expansion, and it ends at an operator.</summary>
internal static class CommandWords
{
    /// <summary>The words, or null when a quote, a bracket or a backslash is left open.</summary>
    public static List<string>? Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool escaped = false, inDouble = false, inSingle = false, inBackquote = false, inDollar = false, any = false;
        foreach (var c in line)
        {
            if (escaped)
            {
                word.Append(c);
                (escaped, any) = (false, true);
                continue;
            }
            if (c == '\\' && !inSingle)
            {
                escaped = true;
                continue;
            }
            var quoted = inSingle || inDouble || inBackquote || inDollar;
            if (c is ' ' or '\t' or '\r' or '\n')
            {
                if (quoted)
                {
                    word.Append(c);
                }
                else if (any)
                {
                    words.Add(word.ToString());
                    word.Clear();
                    any = false;
                }
                continue;
            }
            switch (c)
            {
                case '`' when !inSingle && !inDouble && !inDollar:
                    inBackquote = !inBackquote;
                    break;
                case ')' when !inSingle && !inDouble && !inBackquote:
                    inDollar = !inDollar;
                    break;
                case '(' when !inSingle && !inDouble && !inBackquote:
                    if (inDollar || word.Length == 0 || word[^1] != '$')
                    {
                        return null;
                    }
                    inDollar = true;
                    word.Append('(');
                    continue;
                case '"' when !inSingle && !inDollar:
                    any |= inDouble;
                    inDouble = !inDouble;
                    continue;
                case '\'' when !inDouble && !inDollar:
                    any |= inSingle;
                    inSingle = !inSingle;
                    continue;
                case ';' or '&' or '|' or '<' or '>' when !quoted:
                    return Finish(words, word, any && !(c == '>' && word.Length > 0 && char.IsAsciiDigit(word[0])));
                default:
                    break;
            }
            any = true;
            word.Append(c);
        }
        return escaped || inDouble || inSingle || inBackquote || inDollar ? null : Finish(words, word, any);
    }

    private static List<string> Finish(List<string> words, StringBuilder word, bool any)
    {
        if (any)
        {
            words.Add(word.ToString());
        }
        return words;
    }
}
