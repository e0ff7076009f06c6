namespace CoinPilot.Compose.Yaml;

/// <summary>
/// Text to tokens. Which texts are YAML is decided as the library that Compose uses decides it:
/// an implicit key is one that a `:` follows within a line and 1024 characters, and indentation opens and closes blocks (D062).
/// </summary>
internal sealed partial class YamlScanner(string file, string text) : YamlCursor(file, text)
{
    private const int LongestKey = 1024;
    private const int MaxNesting = 10_000;

    private readonly List<YamlToken> tokens = [];
    private readonly List<SimpleKey> keys = [new()];
    private readonly Dictionary<int, SimpleKey> keysByToken = [];
    private readonly Stack<int> indents = new();
    private int head;
    private int taken;
    private int indent = -1;
    private bool keyAllowed = true;
    private bool ended;

    private bool InFlow => keys.Count > 1;

    /// <summary>The next token, which stays.</summary>
    public YamlToken Next
    {
        get
        {
            while (!ended && (head == tokens.Count || HeadMayBecomeKey()))
            {
                Fetch();
            }
            return tokens[head];
        }
    }

    public YamlToken Take()
    {
        var token = Next;
        taken++;
        if (++head == tokens.Count && !ended)
        {
            tokens.Clear();
            head = 0;
        }
        else if (ended && head == tokens.Count)
        {
            head--;
        }
        return token;
    }

    private bool HeadMayBecomeKey() => keysByToken.TryGetValue(taken, out var key) && IsValid(key);

    private YamlSyntaxException Error(string message, string? fix = null) =>
        fix is null ? new(Here, message) : new(Here, message, fix);

    private void Add(TokenKind kind, Mark at, string value = "", string suffix = "", bool plain = false) =>
        tokens.Add(new(kind, at, value, suffix, plain));

    private void Insert(int token, TokenKind kind, Mark at) => tokens.Insert(head + token - taken, new(kind, at));

    private void Fetch()
    {
        SkipToToken();
        Unroll(Column);
        if (IsEnd)
        {
            End();
            return;
        }
        if (Column == 0 && Current == '%')
        {
            Unroll(-1);
            DropKey();
            keyAllowed = false;
            Directive();
            return;
        }
        if (IsDocumentIndicator())
        {
            DocumentIndicator();
            return;
        }
        FetchContent();
        if (tokens[^1].Kind != TokenKind.BlockEntry)
        {
            SkipLineComment();
        }
    }

    private void FetchContent()
    {
        var c = Current;
        var alone = IsBlankOrEnd(Peek(1));
        switch (c)
        {
            case '[' or '{':
                OpenFlow(c == '[' ? TokenKind.FlowSequenceStart : TokenKind.FlowMappingStart);
                break;
            case ']' or '}':
                CloseFlow(c == ']' ? TokenKind.FlowSequenceEnd : TokenKind.FlowMappingEnd);
                break;
            case ',':
                DropKey();
                keyAllowed = true;
                Indicator(TokenKind.FlowEntry);
                break;
            case '-' when alone:
                BlockEntry();
                break;
            case '?' when InFlow || alone:
                Key();
                break;
            case ':' when InFlow || alone:
                Value();
                break;
            case '*' or '&':
                SaveKey();
                keyAllowed = false;
                Anchor(c == '*' ? TokenKind.Alias : TokenKind.Anchor);
                break;
            case '!':
                SaveKey();
                keyAllowed = false;
                Tag();
                break;
            case '|' or '>' when !InFlow:
                DropKey();
                keyAllowed = true;
                BlockScalar(c == '|');
                break;
            case '\'' or '"':
                SaveKey();
                keyAllowed = false;
                QuotedScalar(c);
                break;
            default:
                if (!StartsPlain(c))
                {
                    throw Error(c == '\t' ? "a tab can't indent a line" : $"'{c}' can't begin a value",
                        c == '\t' ? "indent with spaces" : "put the value in quotes");
                }
                SaveKey();
                keyAllowed = false;
                PlainScalar();
                break;
        }
    }

    private bool StartsPlain(char c) => c switch
    {
        '-' => !IsBlank(Peek(1)),
        '?' or ':' => !InFlow && !IsBlankOrEnd(Peek(1)),
        ',' or '[' or ']' or '{' or '}' or '#' or '&' or '*' or '!' or '|' or '>' or '\'' or '"' or '%' or '@' or '`' => false,
        _ => !IsBlankOrEnd(c),
    };

    private void Indicator(TokenKind kind)
    {
        Add(kind, Here);
        Skip();
    }

    private void End()
    {
        if (Column != 0)
        {
            EndLine();
        }
        Unroll(-1);
        DropKey();
        keyAllowed = false;
        Add(TokenKind.StreamEnd, Here);
        ended = true;
    }

    private void DocumentIndicator()
    {
        Unroll(-1);
        DropKey();
        keyAllowed = false;
        Add(Current == '-' ? TokenKind.DocumentStart : TokenKind.DocumentEnd, Here);
        Skip(3);
    }

    private void OpenFlow(TokenKind kind)
    {
        SaveKey();
        keys.Add(new());
        if (keys.Count > MaxNesting)
        {
            throw Error($"nested more than {MaxNesting} levels deep");
        }
        keyAllowed = true;
        Indicator(kind);
    }

    private void CloseFlow(TokenKind kind)
    {
        DropKey();
        if (InFlow)
        {
            keys.RemoveAt(keys.Count - 1);
        }
        keyAllowed = false;
        Indicator(kind);
    }

    private void BlockEntry()
    {
        if (!InFlow)
        {
            if (!keyAllowed)
            {
                throw Error("a list can't begin here", "begin the list on a line of its own, or put the '-' in quotes");
            }
            Roll(Column, -1, TokenKind.BlockSequenceStart, Here);
        }
        DropKey();
        keyAllowed = true;
        Indicator(TokenKind.BlockEntry);
    }

    private void Key()
    {
        if (!InFlow)
        {
            if (!keyAllowed)
            {
                throw Error("a key can't begin here", "put the '?' in quotes");
            }
            Roll(Column, -1, TokenKind.BlockMappingStart, Here);
        }
        DropKey();
        keyAllowed = !InFlow;
        Indicator(TokenKind.Key);
    }

    private void Value()
    {
        var key = keys[^1];
        if (IsValid(key))
        {
            Insert(key.Token, TokenKind.Key, key.At);
            Roll(key.Column, key.Token, TokenKind.BlockMappingStart, key.At);
            key.IsPossible = false;
            keysByToken.Remove(key.Token);
            keyAllowed = false;
        }
        else
        {
            if (!InFlow)
            {
                if (!keyAllowed)
                {
                    throw Error("a mapping can't begin here: a second ': ' in one line, or a wrong indentation",
                        "put the value in quotes, or correct the indentation");
                }
                Roll(Column, -1, TokenKind.BlockMappingStart, Here);
            }
            keyAllowed = !InFlow;
        }
        Indicator(TokenKind.Value);
    }
}
