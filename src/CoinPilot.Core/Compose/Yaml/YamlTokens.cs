using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace CoinPilot.Compose.Yaml;

/// <summary>YamlDotNet's tokens on their way to its parser, which pass our checks and leave the places that its events lack.</summary>
internal sealed class YamlTokens(string file, string text) : IScanner
{
    private readonly Scanner scanner = new(new StringReader(text));
    private readonly YamlDialect dialect = new(file, text);
    private bool isAfterProperty;

    public Token? Current => scanner.Current;

    public YamlDotNet.Core.Mark CurrentPosition => scanner.CurrentPosition;

    /// <summary>Where the node itself stands whose anchor or tag came last.</summary>
    public YamlDotNet.Core.Mark Content { get; private set; }

    public char At(int index) => index >= 0 && index < text.Length ? text[index] : '\0';

    public bool MoveNext()
    {
        ConsumeCurrent();
        return MoveNextWithoutConsuming();
    }

    public bool MoveNextWithoutConsuming()
    {
        if (!scanner.MoveNextWithoutConsuming())
        {
            return false;
        }
        var token = scanner.Current!;
        dialect.Check(token);
        if (token is Anchor or Tag)
        {
            isAfterProperty = true;
        }
        else if (isAfterProperty)
        {
            Content = token.Start;
            isAfterProperty = false;
        }
        return true;
    }

    public void ConsumeCurrent()
    {
        if (scanner.Current is not null)
        {
            scanner.ConsumeCurrent();
        }
    }
}
