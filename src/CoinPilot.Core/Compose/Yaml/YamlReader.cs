using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CoinPilot.Compose.Yaml;

/// <summary>Text to documents: anchors followed, merge keys applied, size and depth bounded.</summary>
/// <remarks>An alias gives the node that it names, not a copy: documents are graphs here and become trees when variables are put in.</remarks>
internal sealed class YamlReader(string file, Findings findings)
{
    private const int MaxDepth = 400;
    private readonly Dictionary<string, YamlNode?> anchors = new(StringComparer.Ordinal);
    private Parser parser = null!;
    private int depth;

    public static List<YamlNode> Read(byte[] bytes, string file, Findings findings)
    {
        if (bytes.Length > ComposeLimits.FileBytes)
        {
            findings.Report(YamlRules.TooLarge, new Mark(file, 1, 1),
                $"the file has {bytes.Length >> 20} MiB, more than the {ComposeLimits.FileBytes >> 20} MiB that are read");
            return [];
        }
        return YamlText.Decode(bytes, file, findings) is { } text ? new YamlReader(file, findings).ReadAll(text) : [];
    }

    private List<YamlNode> ReadAll(string text)
    {
        var documents = new List<YamlNode>();
        try
        {
            parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
            parser.MoveNext();
            Take<StreamStart>();
            while (parser.Current is DocumentStart)
            {
                Take<DocumentStart>();
                anchors.Clear();
                documents.Add(Node());
                Take<DocumentEnd>();
            }
        }
        catch (YamlException e)
        {
            findings.Report(YamlRules.Syntax, new Mark(file, (int)e.Start.Line, (int)e.Start.Column), FirstLine(e.InnerException?.Message ?? e.Message));
        }
        catch (ComposeLimitException e)
        {
            findings.Report(YamlRules.TooLarge, e.At, e.Message);
        }
        return documents;
    }

    private T Take<T>() where T : ParsingEvent
    {
        var current = (T)parser.Current!;
        parser.MoveNext();
        return current;
    }

    private Mark At(ParsingEvent e) => new(file, (int)e.Start.Line, (int)e.Start.Column);

    private YamlNode Node()
    {
        var e = parser.Current!;
        if (++depth > MaxDepth)
        {
            throw new ComposeLimitException(At(e), $"nested more than {MaxDepth} levels deep");
        }
        var node = e switch
        {
            AnchorAlias => Alias(Take<AnchorAlias>()),
            YamlDotNet.Core.Events.Scalar => Scalar(Take<YamlDotNet.Core.Events.Scalar>()),
            SequenceStart => List(Take<SequenceStart>()),
            _ => Map(Take<MappingStart>()),
        };
        depth--;
        return node;
    }

    private YamlNode Alias(AnchorAlias e)
    {
        if (!anchors.TryGetValue(e.Value.Value, out var node))
        {
            throw new YamlException(e.Start, e.End, $"unknown anchor '{e.Value.Value}' referenced");
        }
        if (node is null)
        {
            findings.Report(YamlRules.AliasCycle, At(e), $"the anchor '{e.Value.Value}' contains itself",
                "let the alias name something outside of itself");
            return YamlScalar.Null(At(e));
        }
        return node;
    }

    private void Open(AnchorName anchor)
    {
        if (!anchor.IsEmpty)
        {
            anchors[anchor.Value] = null;
        }
    }

    private YamlNode Close(AnchorName anchor, YamlNode node)
    {
        if (!anchor.IsEmpty)
        {
            anchors[anchor.Value] = node;
        }
        return node;
    }

    private static MergeTag TagOf(TagName tag) => tag.IsEmpty || tag.IsNonSpecific ? MergeTag.None : tag.Value switch
    {
        "!reset" => MergeTag.Reset,
        "!override" => MergeTag.Override,
        _ => MergeTag.None,
    };

    private YamlNode Scalar(YamlDotNet.Core.Events.Scalar e) => Close(e.Anchor, YamlTags.Scalar(At(e), e, TagOf(e.Tag), findings));

    private YamlNode List(SequenceStart e)
    {
        Open(e.Anchor);
        var items = new List<YamlNode>();
        while (parser.Current is not SequenceEnd)
        {
            items.Add(Node());
        }
        Take<SequenceEnd>();
        return Close(e.Anchor, new YamlList(At(e), items) { Tag = TagOf(e.Tag) });
    }

    private YamlNode Map(MappingStart e)
    {
        Open(e.Anchor);
        var builder = new YamlMapBuilder(At(e), TagOf(e.Tag), findings);
        while (parser.Current is not MappingEnd)
        {
            var isMerge = parser.Current is YamlDotNet.Core.Events.Scalar { Value: "<<" } key0
                && (key0.Tag.IsEmpty ? key0.Style == ScalarStyle.Plain : key0.Tag.Value == "tag:yaml.org,2002:merge");
            var key = Node();
            builder.Add(key, isMerge, Node());
        }
        Take<MappingEnd>();
        return Close(e.Anchor, builder.Build());
    }

    private static string FirstLine(string message) => message.Split('\n')[0].TrimEnd('.', '\r');
}
