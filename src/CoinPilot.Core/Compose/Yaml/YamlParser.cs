using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CoinPilot.Compose.Yaml;

/// <summary>The events of YamlDotNet's parser to documents.</summary>
internal sealed class YamlParser
{
    private readonly string file;
    private readonly YamlComposer composer;
    private readonly YamlTokens tokens;
    private readonly Parser parser;
    private int depth;

    public YamlParser(string file, string text, YamlComposer composer)
    {
        this.file = file;
        this.composer = composer;
        tokens = new(file, text);
        parser = new(tokens);
    }

    private ParsingEvent Current => parser.Current!;

    /// <exception cref="YamlSyntaxException">The text is no YAML, or none that Compose reads.</exception>
    /// <exception cref="ComposeLimitException">It is nested too deeply.</exception>
    public IEnumerable<YamlNode> Documents()
    {
        for (var isFirst = true; Next();)
        {
            if (Current is not DocumentStart start)
            {
                continue;
            }
            if (start.IsImplicit && !isFirst)
            {
                throw new YamlSyntaxException(MarkOf(start.Start), "a document ends above, and no '---' begins another one",
                    "correct the indentation, or write '---' between documents");
            }
            isFirst = false;
            Next();
            yield return Node(inFlow: false);
        }
    }

    /// <summary>Goes to the next event; what is wrong in the text is said in one way.</summary>
    private bool Next()
    {
        try
        {
            return parser.MoveNext();
        }
        catch (YamlException e)
        {
            var place = e.Start.Index + e.End.Index > 0 ? e.Start : tokens.CurrentPosition;
            throw YamlSyntaxException.Of(MarkOf(place), e.Message, tokens.At((int)place.Index));
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // Some texts make the library lose its way, which it says as if the program were wrong.
            throw new YamlSyntaxException(MarkOf(tokens.CurrentPosition), "this can't be read as YAML",
                "indent the lines in brackets deeper than the key above them, or put the value in quotes");
        }
    }

    private Mark MarkOf(YamlDotNet.Core.Mark mark) => new(file, (int)mark.Line, (int)mark.Column);

    /// <summary>The node that begins with the current event, whose last event is the current one then.</summary>
    private YamlNode Node(bool inFlow)
    {
        if (++depth > ComposeLimits.Depth)
        {
            throw new ComposeLimitException(MarkOf(Current.Start), $"nested more than {ComposeLimits.Depth} levels deep");
        }
        var node = Current switch
        {
            AnchorAlias alias => composer.Alias(alias.Value.Value, MarkOf(alias.Start)),
            Scalar scalar => composer.Scalar(PlaceOf(scalar, inFlow), scalar.Value, scalar.Style == ScalarStyle.Plain, Properties(scalar)),
            SequenceStart start => Sequence(start),
            MappingStart start => Mapping(start),
            _ => throw new YamlSyntaxException(MarkOf(Current.Start), "a value is missing here", "correct the indentation or the brackets"),
        };
        depth--;
        return node;
    }

    private YamlNode Sequence(SequenceStart start)
    {
        var list = composer.OpenList(PlaceOf(start), Properties(start));
        while (Next() && Current is not SequenceEnd)
        {
            list.Add(Node(start.Style == SequenceStyle.Flow));
        }
        return list.Close();
    }

    private YamlNode Mapping(MappingStart start)
    {
        var place = PlaceOf(start);
        var inFlow = start.Style == MappingStyle.Flow;
        // `[a: b]` has no bracket of its own: it stands where its key stands, and its event has no place.
        var isPair = inFlow && start.End.Index == 0 && depth > 1;
        Next();
        var map = composer.OpenMap(isPair ? MarkOf(Current.Start) : place, Properties(start));
        for (; Current is not MappingEnd; Next())
        {
            var key = Node(inFlow);
            Next();
            map.Add(key, Node(inFlow));
        }
        return map.Close();
    }

    /// <summary>A collection stands behind its anchor and tag.</summary>
    private Mark PlaceOf(NodeEvent node) => MarkOf(HasProperties(node) ? tokens.Content : node.Start);

    /// <summary>So does a scalar; an empty one stands where the sign is that it follows, in brackets where the next one is.</summary>
    private Mark PlaceOf(Scalar scalar, bool inFlow)
    {
        if (scalar is not { Value.Length: 0, Style: ScalarStyle.Plain })
        {
            return PlaceOf(scalar);
        }
        var at = MarkOf(scalar.Start);
        return inFlow || HasProperties(scalar) || tokens.At((int)scalar.Start.Index - 1) is not ('-' or ':' or '?') ? at : at with { Column = at.Column - 1 };
    }

    private static bool HasProperties(NodeEvent node) => !node.Anchor.IsEmpty || !node.Tag.IsEmpty;

    private static NodeProperties Properties(NodeEvent node) =>
        new(node.Anchor.IsEmpty ? null : node.Anchor.Value, node.Tag.IsEmpty ? null : node.Tag.Value);
}
