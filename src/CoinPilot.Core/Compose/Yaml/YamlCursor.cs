using System.Text;

namespace CoinPilot.Compose.Yaml;

/// <summary>A place in the text that moves forward, counting lines; behind the end stands '\0'.</summary>
internal abstract class YamlCursor(string file, string text)
{
    protected int Position { get; private set; }

    protected int Line { get; private set; }

    /// <summary>Counts from 0; a scanner may begin a line of its own at the end.</summary>
    protected int Column { get; set; }

    /// <summary>Line ends since the last character that was no blank.</summary>
    protected int LinesSinceText { get; private set; }

    protected Mark Here => new(file, Line + 1, Column + 1);

    protected char Current => Peek(0);

    protected char Peek(int ahead) => Position + ahead < text.Length ? text[Position + ahead] : '\0';

    protected bool IsEnd => Position >= text.Length;

    protected static bool IsBreak(char c) => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';

    protected static bool IsBlank(char c) => c is ' ' or '\t';

    protected static bool IsBreakOrEnd(char c) => c == '\0' || IsBreak(c);

    protected static bool IsBlankOrEnd(char c) => IsBlank(c) || IsBreakOrEnd(c);

    /// <summary>What names of anchors and tags are made of.</summary>
    protected static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';

    protected void Skip()
    {
        if (!IsBlank(Current))
        {
            LinesSinceText = 0;
        }
        Position++;
        Column++;
    }

    protected void Skip(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Skip();
        }
    }

    protected void Read(StringBuilder into)
    {
        into.Append(Current);
        Skip();
    }

    protected void SkipLine()
    {
        Position += Current == '\r' && Peek(1) == '\n' ? 2 : 1;
        Column = 0;
        Line++;
        LinesSinceText++;
    }

    /// <summary>Takes a line end as `\n`; the two Unicode separators stay what they are.</summary>
    protected void ReadLine(StringBuilder into)
    {
        if (IsBreak(Current))
        {
            into.Append(Current is '\u2028' or '\u2029' ? Current : '\n');
            SkipLine();
        }
    }

    protected void SkipBlanks()
    {
        while (IsBlank(Current))
        {
            Skip();
        }
    }

    protected void SkipRestOfLine()
    {
        while (!IsBreakOrEnd(Current))
        {
            Skip();
        }
    }

    protected void EndLine()
    {
        Column = 0;
        Line++;
    }

    /// <summary>`---` or `...` at the beginning of a line.</summary>
    protected bool IsDocumentIndicator(char c) =>
        Column == 0 && Current == c && Peek(1) == c && Peek(2) == c && IsBlankOrEnd(Peek(3));

    protected bool IsDocumentIndicator() => IsDocumentIndicator('-') || IsDocumentIndicator('.');
}
