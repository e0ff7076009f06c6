using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace CoinPilot.Compose.Yaml;

/// <summary>What stands between two tokens: blanks, line ends and comments, and no tab where a key may begin.</summary>
internal sealed class YamlGap(string file, string text)
{
    /// <summary>How far ahead a further comment is looked for.</summary>
    private const int CommentReach = 512;

    public static bool IsBreak(char c) => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';

    public static bool IsBlankOrEnd(char c) => c is ' ' or '\t' or '\0' || IsBreak(c);

    public static int EndOfLine(string text, int from)
    {
        while (from < text.Length && !IsBreak(text[from]))
        {
            from++;
        }
        return from;
    }

    /// <exception cref="YamlSyntaxException">Something else stands there.</exception>
    public void Check(int from, int to, Token? previous, bool inFlow)
    {
        var isBlock = previous is Scalar { Style: ScalarStyle.Literal or ScalarStyle.Folded };
        var keyAllowed = !inFlow && (isBlock || previous is null or BlockEntry or Key or Value { Start.Column: 1 });
        var i = from;
        if (previous is Scalar { Style: ScalarStyle.Plain })
        {
            for (; i < to && (text[i] is ' ' or '\t' || IsBreak(text[i])); i++)
            {
                keyAllowed |= !inFlow && IsBreak(text[i]);
            }
        }
        else if (previous is not (BlockEntry or null) && !isBlock)
        {
            i = SkipBlanks(i, to) is var next && next < to && text[next] == '#' ? EndOfLine(text, next) : i;
        }
        while (i < to)
        {
            var c = text[i];
            if (c == '#')
            {
                i = SkipComments(i, to);
            }
            else if (IsBreak(c))
            {
                keyAllowed |= !inFlow;
                i++;
            }
            else if (c == ' ' || (c == '\t' && !keyAllowed) || (c == '\uFEFF' && i == 0))
            {
                i++;
            }
            else
            {
                throw c == '\t' ? new YamlSyntaxException(MarkOf(i), "a tab can't indent a line", "indent with spaces")
                    : c == '%' ? new YamlSyntaxException(MarkOf(i), "a '%' at the beginning of a line begins a directive", "remove the line, or put the value in quotes")
                    : new YamlSyntaxException(MarkOf(i), $"'{c}' can't stand here", "put the value in quotes");
            }
        }
    }

    /// <summary>A comment, and those in the lines below it, however they are indented.</summary>
    private int SkipComments(int i, int to)
    {
        while (true)
        {
            i = EndOfLine(text, i);
            var next = i;
            while (next < to && next - i < CommentReach && (text[next] is ' ' or '\t' || IsBreak(text[next])))
            {
                next++;
            }
            if (next >= to || next - i >= CommentReach || text[next] != '#')
            {
                return i;
            }
            i = next;
        }
    }

    private int SkipBlanks(int i, int to)
    {
        while (i < to && text[i] is ' ' or '\t')
        {
            i++;
        }
        return i;
    }

    private Mark MarkOf(int index)
    {
        var before = text.AsSpan(0, index);
        return new(file, before.Count('\n') + 1, index - before.LastIndexOf('\n'));
    }
}
