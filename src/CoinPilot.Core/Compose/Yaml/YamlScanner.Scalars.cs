using System.Globalization;
using System.Text;

namespace CoinPilot.Compose.Yaml;

/// <summary>Plain and quoted scalars.</summary>
internal sealed partial class YamlScanner
{
    /// <summary>Blanks and line ends inside of a scalar, of which it is not yet known what they become.</summary>
    private sealed class Fold
    {
        public StringBuilder Blanks { get; } = new();
        public StringBuilder First { get; } = new();
        public StringBuilder More { get; } = new();
        public bool HasBreak { get; set; }

        /// <summary>One line end becomes a space, further ones stay.</summary>
        public void FlushTo(StringBuilder text)
        {
            if (!HasBreak)
            {
                text.Append(Blanks);
            }
            else if (First.Length > 0 && First[0] == '\n')
            {
                text.Append(More.Length == 0 ? " " : More.ToString());
            }
            else
            {
                text.Append(First).Append(More);
            }
            Blanks.Clear();
            First.Clear();
            More.Clear();
            HasBreak = false;
        }
    }

    private void PlainScalar()
    {
        var at = Here;
        var value = new StringBuilder();
        var fold = new Fold();
        var column = indent + 1;
        while (!IsDocumentIndicator() && Current != '#')
        {
            while (!IsBlankOrEnd(Current) && !EndsPlain())
            {
                if (fold.HasBreak || fold.Blanks.Length > 0)
                {
                    fold.FlushTo(value);
                }
                Read(value);
            }
            if (!IsBlank(Current) && !IsBreak(Current))
            {
                break;
            }
            PlainSpace(fold, column, at);
            if (!InFlow && Column < column)
            {
                break;
            }
        }
        Add(TokenKind.Scalar, at, value.ToString(), plain: true);
        keyAllowed |= fold.HasBreak;
    }

    private bool EndsPlain() => (Current == ':' && IsBlankOrEnd(Peek(1)))
        || (InFlow && Current is ',' or '?' or '[' or ']' or '{' or '}');

    private void PlainSpace(Fold fold, int column, Mark at)
    {
        while (IsBlank(Current) || IsBreak(Current))
        {
            if (IsBreak(Current))
            {
                Break(fold);
            }
            else if (fold.HasBreak)
            {
                if (Column < column && Current == '\t')
                {
                    throw new YamlSyntaxException(at, "a tab indents the next line of this value", "indent with spaces");
                }
                Skip();
            }
            else
            {
                Read(fold.Blanks);
            }
        }
    }

    private void Break(Fold fold)
    {
        if (fold.HasBreak)
        {
            ReadLine(fold.More);
            return;
        }
        fold.Blanks.Clear();
        ReadLine(fold.First);
        fold.HasBreak = true;
    }

    private void QuotedScalar(char quote)
    {
        var at = Here;
        var value = new StringBuilder();
        var fold = new Fold();
        Skip();
        while (true)
        {
            if (IsDocumentIndicator() || IsEnd)
            {
                throw new YamlSyntaxException(at, $"the quote {quote} that begins here is not closed", $"close it with {quote}");
            }
            QuotedText(quote, value, fold, at);
            if (Current == quote)
            {
                break;
            }
            while (IsBlank(Current) || IsBreak(Current))
            {
                if (IsBreak(Current))
                {
                    Break(fold);
                }
                else if (fold.HasBreak)
                {
                    Skip();
                }
                else
                {
                    Read(fold.Blanks);
                }
            }
            fold.FlushTo(value);
        }
        Skip();
        Add(TokenKind.Scalar, at, value.ToString());
    }

    /// <summary>Up to the next blank, line end or closing quote.</summary>
    private void QuotedText(char quote, StringBuilder value, Fold fold, Mark at)
    {
        while (!IsBlankOrEnd(Current))
        {
            if (quote == '\'' && Current == '\'' && Peek(1) == '\'')
            {
                value.Append('\'');
                Skip(2);
            }
            else if (Current == quote)
            {
                return;
            }
            else if (quote == '"' && Current == '\\')
            {
                if (IsBreak(Peek(1)))
                {
                    Skip();
                    SkipLine();
                    fold.HasBreak = true;
                    return;
                }
                QuotedEscape(value, at);
            }
            else
            {
                Read(value);
            }
        }
    }

    private void QuotedEscape(StringBuilder value, Mark at)
    {
        var length = Peek(1) switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (length == 0)
        {
            value.Append(EscapeOf(Peek(1)) ?? throw new YamlSyntaxException(Here, $"'\\{Peek(1)}' is no escape in a double-quoted text",
                "double the backslash, or use single quotes"));
            Skip(2);
            return;
        }
        Skip(2);
        var digits = string.Concat(Enumerable.Range(0, length).Select(Peek));
        if (!digits.All(char.IsAsciiHexDigit)
            || !Rune.TryCreate(uint.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture), out var rune))
        {
            throw new YamlSyntaxException(at, $"an escape needs {length} hexadecimal digits of a character", "correct the escape, or use single quotes");
        }
        value.Append(rune.ToString());
        Skip(length);
    }

    private static string? EscapeOf(char c) => c switch
    {
        '0' => "\0",
        'a' => "\a",
        'b' => "\b",
        't' or '\t' => "\t",
        'n' => "\n",
        'v' => "\v",
        'f' => "\f",
        'r' => "\r",
        'e' => "\x1b",
        ' ' or '"' or '\'' or '\\' => c.ToString(),
        'N' => "\u0085",
        '_' => "\u00A0",
        'L' => "\u2028",
        'P' => "\u2029",
        _ => null,
    };
}
