namespace CoinPilot.Compose.Yaml;

/// <summary>Tokens to documents.</summary>
internal sealed class YamlParser(string file, string text, YamlComposer composer)
{
    private const string CoreTags = "tag:yaml.org,2002:";
    private readonly YamlScanner scanner = new(file, text);
    private readonly Dictionary<string, string> handles = new(StringComparer.Ordinal);
    private int depth;

    /// <summary>A document a call; null at the end of the text.</summary>
    public IEnumerable<YamlNode> Documents()
    {
        if (!Is(TokenKind.VersionDirective, TokenKind.TagDirective, TokenKind.DocumentStart, TokenKind.StreamEnd))
        {
            Directives();
            yield return Node(block: true, indentless: false);
            EndDocument();
        }
        while (true)
        {
            while (Is(TokenKind.DocumentEnd))
            {
                scanner.Take();
            }
            if (Is(TokenKind.StreamEnd))
            {
                yield break;
            }
            Directives();
            if (!Is(TokenKind.DocumentStart))
            {
                throw Error("a document ends above, and no '---' begins another one", "correct the indentation, or write '---' between documents");
            }
            scanner.Take();
            yield return Is(TokenKind.VersionDirective, TokenKind.TagDirective, TokenKind.DocumentStart, TokenKind.DocumentEnd, TokenKind.StreamEnd)
                ? Empty(scanner.Next.At)
                : Node(block: true, indentless: false);
            EndDocument();
        }
    }

    private void EndDocument()
    {
        if (Is(TokenKind.DocumentEnd))
        {
            scanner.Take();
        }
        handles.Clear();
    }

    private void Directives()
    {
        var hasVersion = false;
        while (Is(TokenKind.VersionDirective, TokenKind.TagDirective))
        {
            var token = scanner.Take();
            if (token.Kind == TokenKind.TagDirective)
            {
                if (!handles.TryAdd(token.Text, token.Suffix))
                {
                    throw new YamlSyntaxException(token.At, "a second %TAG directive for one handle", "remove it");
                }
                continue;
            }
            if (hasVersion || token.Text is not ("1.1" or "01.1" or "1.01" or "01.01"))
            {
                throw new YamlSyntaxException(token.At, hasVersion ? "a second %YAML directive" : $"YAML {token.Text} is not read", "remove the %YAML line");
            }
            hasVersion = true;
        }
        handles.TryAdd("!", "!");
        handles.TryAdd("!!", CoreTags);
    }

    private bool Is(TokenKind kind) => scanner.Next.Kind == kind;

    private bool Is(params ReadOnlySpan<TokenKind> kinds) => kinds.Contains(scanner.Next.Kind);

    private YamlSyntaxException Error(string message, string fix) => new(scanner.Next.At, message, fix);

    private YamlNode Empty(Mark at) => composer.Scalar(at, "", isPlain: true, new(null, null));

    private YamlNode Node(bool block, bool indentless)
    {
        if (++depth > ComposeLimits.Depth)
        {
            throw new ComposeLimitException(scanner.Next.At, $"nested more than {ComposeLimits.Depth} levels deep");
        }
        var node = Content(block, indentless);
        depth--;
        return node;
    }

    private YamlNode Content(bool block, bool indentless)
    {
        if (Is(TokenKind.Alias))
        {
            return composer.Alias(scanner.Take());
        }
        var start = scanner.Next.At;
        var properties = Properties();
        var next = scanner.Next;
        switch (next.Kind)
        {
            case TokenKind.BlockEntry when indentless:
                return BlockSequence(start, properties, indentless: true);
            case TokenKind.Scalar:
                scanner.Take();
                return composer.Scalar(next.At, next.Text, next.IsPlain, properties);
            case TokenKind.FlowSequenceStart:
                return FlowSequence(properties);
            case TokenKind.FlowMappingStart:
                return FlowMapping(properties);
            case TokenKind.BlockSequenceStart when block:
                scanner.Take();
                return BlockSequence(next.At, properties, indentless: false);
            case TokenKind.BlockMappingStart when block:
                return BlockMapping(properties);
            default:
                return properties.IsNone
                    ? throw Error("a value is missing here", "correct the indentation or the brackets")
                    : composer.Scalar(start, "", isPlain: true, properties);
        }
    }

    /// <summary>An anchor and a tag, in either order.</summary>
    private NodeProperties Properties()
    {
        string? anchor = null, tag = null;
        for (var i = 0; i < 2; i++)
        {
            if (anchor is null && Is(TokenKind.Anchor))
            {
                anchor = scanner.Take().Text;
            }
            else if (tag is null && Is(TokenKind.Tag))
            {
                tag = Tag(scanner.Take());
            }
        }
        return new(anchor, tag);
    }

    private string Tag(YamlToken token) =>
        token.Text.Length == 0 ? token.Suffix
        : handles.TryGetValue(token.Text, out var prefix) ? prefix + token.Suffix
        : throw new YamlSyntaxException(token.At, $"the tag handle {token.Text} is not declared", "remove the tag");

    private YamlNode BlockSequence(Mark at, NodeProperties properties, bool indentless)
    {
        var list = composer.OpenList(at, properties);
        while (Is(TokenKind.BlockEntry))
        {
            var entry = scanner.Take();
            var isEmpty = Is(TokenKind.BlockEntry, TokenKind.BlockEnd) || (indentless && Is(TokenKind.Key, TokenKind.Value));
            list.Add(isEmpty ? Empty(entry.At) : Node(block: true, indentless: false));
        }
        if (!indentless)
        {
            Close("a '-' is missing here", "begin every item of the list with '-' in the same column");
        }
        return list.Close();
    }

    private void Close(string message, string fix)
    {
        if (!Is(TokenKind.BlockEnd))
        {
            throw Error(message, fix);
        }
        scanner.Take();
    }

    private YamlNode BlockMapping(NodeProperties properties)
    {
        var map = composer.OpenMap(scanner.Take().At, properties);
        while (Is(TokenKind.Key))
        {
            var at = scanner.Take().At;
            var key = BlockPart(at);
            map.Add(key, Is(TokenKind.Value) ? BlockPart(scanner.Take().At) : Empty(scanner.Next.At));
        }
        Close("a key is missing here", "write `key: value` in the column of the keys above, or put the value in quotes");
        return map.Close();
    }

    /// <summary>A key or value of a block mapping, which may be left out.</summary>
    private YamlNode BlockPart(Mark at) =>
        Is(TokenKind.Key, TokenKind.Value, TokenKind.BlockEnd) ? Empty(at) : Node(block: true, indentless: true);

    private YamlNode FlowSequence(NodeProperties properties)
    {
        var list = composer.OpenList(scanner.Take().At, properties);
        for (var first = true; !Is(TokenKind.FlowSequenceEnd); first = false)
        {
            if (!first)
            {
                Separator("a ',' or ']' is missing here");
            }
            if (Is(TokenKind.Key))
            {
                list.Add(Pair(scanner.Take().At));
            }
            else if (!Is(TokenKind.FlowSequenceEnd))
            {
                list.Add(Node(block: false, indentless: false));
            }
        }
        scanner.Take();
        return list.Close();
    }

    private void Separator(string message)
    {
        if (!Is(TokenKind.FlowEntry))
        {
            throw Error(message, "close the bracket, or separate the items with ','");
        }
        scanner.Take();
    }

    /// <summary>`[a: b]`, a mapping of one key without braces.</summary>
    private YamlNode Pair(Mark at)
    {
        var map = composer.OpenMap(at, new(null, null));
        YamlNode key;
        if (Is(TokenKind.Value, TokenKind.FlowEntry, TokenKind.FlowSequenceEnd))
        {
            // The library swallows this token, and so must this.
            key = Empty(scanner.Take().At);
        }
        else
        {
            key = Node(block: false, indentless: false);
        }
        if (Is(TokenKind.Value))
        {
            scanner.Take();
            if (!Is(TokenKind.FlowEntry, TokenKind.FlowSequenceEnd))
            {
                map.Add(key, Node(block: false, indentless: false));
                return map.Close();
            }
        }
        map.Add(key, Empty(scanner.Next.At));
        return map.Close();
    }

    private YamlNode FlowMapping(NodeProperties properties)
    {
        var map = composer.OpenMap(scanner.Take().At, properties);
        for (var first = true; !Is(TokenKind.FlowMappingEnd); first = false)
        {
            if (!first)
            {
                Separator("a ',' or '}' is missing here");
            }
            if (Is(TokenKind.Key))
            {
                scanner.Take();
                var isEmpty = Is(TokenKind.Value, TokenKind.FlowEntry, TokenKind.FlowMappingEnd);
                var key = isEmpty ? Empty(scanner.Next.At) : Node(block: false, indentless: false);
                map.Add(key, FlowValue());
            }
            else if (!Is(TokenKind.FlowMappingEnd))
            {
                var key = Node(block: false, indentless: false);
                map.Add(key, Empty(scanner.Next.At));
            }
        }
        scanner.Take();
        return map.Close();
    }

    private YamlNode FlowValue()
    {
        if (Is(TokenKind.Value))
        {
            scanner.Take();
            if (!Is(TokenKind.FlowEntry, TokenKind.FlowMappingEnd))
            {
                return Node(block: false, indentless: false);
            }
        }
        return Empty(scanner.Next.At);
    }
}
