namespace CoinPilot.Compose.Yaml;

/// <summary>Keys that a ':' may still follow, and the columns that open and close blocks.</summary>
internal sealed partial class YamlScanner
{
    private sealed class SimpleKey
    {
        public bool IsPossible { get; set; }
        public bool IsRequired { get; init; }
        public int Token { get; init; }
        public int Line { get; init; }
        public int Position { get; init; }
        public int Column { get; init; }
        public Mark At { get; init; }
    }

    private bool IsValid(SimpleKey key)
    {
        if (!key.IsPossible)
        {
            return false;
        }
        if (key.Line < Line || key.Position + LongestKey < Position)
        {
            if (key.IsRequired)
            {
                throw NoColon(key);
            }
            key.IsPossible = false;
        }
        return key.IsPossible;
    }

    private static YamlSyntaxException NoColon(SimpleKey key) =>
        new(key.At, "a ':' is missing behind this key", "write `key: value`, or correct the indentation");

    private void SaveKey()
    {
        if (!keyAllowed)
        {
            return;
        }
        var key = new SimpleKey
        {
            IsPossible = true,
            IsRequired = !InFlow && indent == Column,
            Token = taken + tokens.Count - head,
            Line = Line,
            Position = Position,
            Column = Column,
            At = Here,
        };
        DropKey();
        keys[^1] = key;
        keysByToken[key.Token] = key;
    }

    private void DropKey()
    {
        var key = keys[^1];
        if (!key.IsPossible)
        {
            return;
        }
        if (key.IsRequired)
        {
            throw NoColon(key);
        }
        key.IsPossible = false;
        keysByToken.Remove(key.Token);
    }

    private void Roll(int column, int token, TokenKind kind, Mark at)
    {
        if (InFlow || indent >= column)
        {
            return;
        }
        indents.Push(indent);
        indent = column;
        if (indents.Count > MaxNesting)
        {
            throw Error($"nested more than {MaxNesting} levels deep");
        }
        if (token < 0)
        {
            Add(kind, at);
        }
        else
        {
            Insert(token, kind, at);
        }
    }

    private void Unroll(int column)
    {
        while (!InFlow && indent > column)
        {
            Add(TokenKind.BlockEnd, Here);
            indent = indents.Pop();
        }
    }
}
