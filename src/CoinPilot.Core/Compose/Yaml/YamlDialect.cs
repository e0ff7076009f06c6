using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace CoinPilot.Compose.Yaml;

/// <summary>Refuses what YamlDotNet takes and the library that Compose uses does not, or takes for something else.</summary>
/// <remarks>YamlDotNet reads YAML 1.2, Compose's library (go-yaml) 1.1 as libyaml does.</remarks>
internal sealed class YamlDialect(string file, string text)
{
    private const string Indicators = "?:,[]{}#&*!|>'\"%@`";

    /// <summary>YamlDotNet's scanner looks past so many as it holds, 1024, and reads other text then.</summary>
    private const int MostBlanks = 1000;

    private readonly YamlGap gap = new(file, text);
    private Token? previous;
    private int end;
    private int flow;
    private bool hasNode;
    private bool hasKey;
    private bool isKey;

    private bool InFlow => flow > 0;

    /// <exception cref="YamlSyntaxException">Compose reads something else here.</exception>
    public void Check(Token token)
    {
        // An implicit key: the scanner says so before the token that is one.
        var isImplicitKey = token is Key && token.Start.Index == token.End.Index;
        isKey = token is Scalar ? hasKey : isKey;
        hasKey = token is Key || (hasKey && token is Anchor or Tag);
        if (isImplicitKey || token is StreamStart or BlockMappingStart or BlockSequenceStart or BlockEnd or Error)
        {
            return;
        }
        gap.Check(end, (int)token.Start.Index, previous, InFlow);
        CheckPlace(token);
        CheckToken(token);
        flow = Math.Max(0, flow + (token is FlowSequenceStart or FlowMappingStart ? 1 : token is FlowSequenceEnd or FlowMappingEnd ? -1 : 0));
        previous = token;
        end = EndOf(token);
    }

    /// <summary>Two nodes in brackets without a comma between them.</summary>
    private void CheckPlace(Token token)
    {
        var begins = token is Scalar or AnchorAlias or FlowSequenceStart or FlowMappingStart;
        if (InFlow && hasNode && (begins || token is Anchor or Tag or Key))
        {
            throw Wrong(token, "a ',' is missing here", "close the bracket, or separate the items with ','");
        }
        hasNode = token is Scalar or AnchorAlias or FlowSequenceEnd or FlowMappingEnd;
    }

    private void CheckToken(Token token)
    {
        switch (token)
        {
            case VersionDirective { Version: not { Major: 1, Minor: 1 } } version:
                throw Wrong(token, $"YAML {version.Version.Major}.{version.Version.Minor} is not read", "remove the %YAML line");
            case TagDirective:
                throw Wrong(token, "a %TAG directive is not read", "remove it, and write the tags in full");
            case Anchor anchor when !IsName(anchor.Value.Value):
                throw Wrong(token, "the name of an anchor has letters, digits, '-' and '_'", "rename it, or put the value in quotes");
            case AnchorAlias alias when !IsName(alias.Value.Value):
                throw Wrong(token, "the name of an anchor has letters, digits, '-' and '_'", "rename it, put a blank before the ':', or put the value in quotes");
            case Tag { Suffix.Length: 0 }:
                throw Wrong(token, "a tag has no name", "put the value in quotes if '!' belongs to it");
            case Tag when At((int)token.End.Index) == ',':
                throw Wrong(token, "a blank is missing behind a tag", "put the value in quotes if '!' belongs to it");
            case Value when InFlow && previous is Scalar && !isKey:
                throw Wrong(token, "the key of this ':' is not in its line, or too long", "write it in one line, of at most 1024 characters");
            case Value when InFlow && previous is Scalar { Style: ScalarStyle.Plain } && end == token.Start.Index && !YamlGap.IsBlankOrEnd(At(end + 1)):
                throw Wrong(token, "a blank is missing behind this ':'", "put one there, or quote the value");
            case Scalar { Style: ScalarStyle.Plain } when InFlow && (Indicators.Contains(At((int)token.Start.Index)) || Raw(token).Contains('?')):
                throw Wrong(token, "a value without quotes in brackets has no '?' and begins with no sign of YAML", "put the value in quotes");
            case Scalar { Style: ScalarStyle.DoubleQuoted }:
                CheckEscapes(token);
                break;
            case Scalar { Style: ScalarStyle.Literal or ScalarStyle.Folded }:
                CheckMargin(token);
                break;
        }
    }

    private void CheckEscapes(Token token)
    {
        var raw = Raw(token);
        for (var i = raw.IndexOf('\\'); i >= 0 && i + 1 < raw.Length;)
        {
            var digits = raw[(i + 1)..] switch { ['u', .. var four] => four, ['U', '0', '0', '0', '0', .. var four] => four, _ => [] };
            var isSurrogate = digits is ['d' or 'D', '8' or '9' or >= 'a' and <= 'f' or >= 'A' and <= 'F', ..];
            if (raw[i + 1] == '/' || isSurrogate)
            {
                throw Wrong(token, isSurrogate ? "an escape stands for half a character" : "'\\/' is no escape in a double-quoted text",
                    isSurrogate ? "write the character itself, or \\U with eight digits" : "write '/' alone, or double the backslash");
            }
            var next = raw[(i + 2)..].IndexOf('\\');
            i = next < 0 ? -1 : i + 2 + next;
        }
    }

    /// <summary>A tab among the blanks that indent a block text, or too many of them.</summary>
    private void CheckMargin(Token token)
    {
        if (text.AsSpan(YamlGap.EndOfLine(text, (int)token.Start.Index)).TrimStart("\r\n").IndexOfAnyExcept(' ') > MostBlanks)
        {
            throw Wrong(token, $"more than {MostBlanks} blanks indent this block text", "indent it less");
        }
        int? margin = null;
        foreach (var line in Raw(token).EnumerateLines())
        {
            if (margin is null)
            {
                margin = int.MaxValue; // the line of the '|'
                continue;
            }
            var blanks = line.Length - line.TrimStart(' ').Length;
            if (blanks < margin && blanks < line.Length && line[blanks] == '\t')
            {
                throw Wrong(token, "a tab indents this block text", "indent with spaces");
            }
            margin = margin == int.MaxValue && blanks < line.Length ? blanks : margin;
        }
    }

    private ReadOnlySpan<char> Raw(Token token) => text.AsSpan()[(int)token.Start.Index..Math.Min((int)token.End.Index, text.Length)];

    private int EndOf(Token token) => token switch
    {
        DocumentEnd => (int)token.Start.Index + 3,
        FlowSequenceStart or FlowSequenceEnd or FlowMappingStart or FlowMappingEnd => (int)token.Start.Index + 1,
        VersionDirective or TagDirective => YamlGap.EndOfLine(text, (int)token.Start.Index),
        _ => (int)token.End.Index,
    };

    private char At(int index) => index < text.Length ? text[index] : '\0';

    private static bool IsName(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private YamlSyntaxException Wrong(Token token, string message, string fix) =>
        new(new(file, (int)token.Start.Line, (int)token.Start.Column), message, fix);
}
