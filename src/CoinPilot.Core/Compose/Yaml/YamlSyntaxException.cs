namespace CoinPilot.Compose.Yaml;

/// <summary>The text is no YAML.</summary>
internal sealed class YamlSyntaxException(Mark at, string message, string fix = "correct the syntax here or in the line above") : Exception(message)
{
    public Mark At { get; } = at;

    public string Fix { get; } = fix;
}
