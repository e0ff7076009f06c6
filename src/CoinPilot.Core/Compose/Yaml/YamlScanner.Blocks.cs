using System.Text;

namespace CoinPilot.Compose.Yaml;

/// <summary>Block scalars, literal and folded.</summary>
internal sealed partial class YamlScanner
{
    private void BlockScalar(bool isLiteral)
    {
        var at = Here;
        Skip();
        var (chomping, increment) = BlockHeader(at);
        var margin = increment == 0 ? 0 : indent >= 0 ? indent + increment : increment;
        var value = new StringBuilder();
        var leading = new StringBuilder();
        var trailing = new StringBuilder();
        BlockBreaks(ref margin, trailing, at);
        var wasBlank = false;
        while (Column == margin && !IsEnd)
        {
            var isBlank = IsBlank(Current);
            if (!isLiteral && !wasBlank && !isBlank && leading.Length > 0 && leading[0] == '\n')
            {
                value.Append(trailing.Length == 0 ? " " : "");
            }
            else
            {
                value.Append(leading);
            }
            leading.Clear();
            value.Append(trailing);
            trailing.Clear();
            wasBlank = isBlank;
            while (!IsBreakOrEnd(Current))
            {
                Read(value);
            }
            ReadLine(leading);
            BlockBreaks(ref margin, trailing, at);
        }
        if (chomping != '-')
        {
            value.Append(leading);
        }
        if (chomping == '+')
        {
            value.Append(trailing);
        }
        Add(TokenKind.Scalar, at, value.ToString());
    }

    private (char Chomping, int Increment) BlockHeader(Mark at)
    {
        var (chomping, increment) = (' ', 0);
        for (var i = 0; i < 2; i++)
        {
            if (Current is '+' or '-' && chomping == ' ')
            {
                chomping = Current;
                Skip();
            }
            else if (char.IsAsciiDigit(Current) && increment == 0)
            {
                increment = Current - '0';
                if (increment == 0)
                {
                    throw new YamlSyntaxException(at, "the indentation of a block text can't be 0", "write a number from 1 to 9");
                }
                Skip();
            }
        }
        SkipBlanks();
        if (Current == '#')
        {
            SkipRestOfLine();
        }
        if (!IsBreakOrEnd(Current))
        {
            throw new YamlSyntaxException(at, "a block text begins on the line below its '|' or '>'", "move the text to the next line, or use quotes");
        }
        if (IsBreak(Current))
        {
            SkipLine();
        }
        return (chomping, increment);
    }

    /// <summary>Empty lines; the first line that is none decides about the margin.</summary>
    private void BlockBreaks(ref int margin, StringBuilder breaks, Mark at)
    {
        var widest = 0;
        while (true)
        {
            while ((margin == 0 || Column < margin) && Current == ' ')
            {
                Skip();
            }
            widest = Math.Max(widest, Column);
            if ((margin == 0 || Column < margin) && Current == '\t')
            {
                throw new YamlSyntaxException(at, "a tab indents this block text", "indent with spaces");
            }
            if (!IsBreak(Current))
            {
                break;
            }
            ReadLine(breaks);
        }
        if (margin == 0)
        {
            margin = Math.Max(1, Math.Max(widest, indent + 1));
        }
    }
}
