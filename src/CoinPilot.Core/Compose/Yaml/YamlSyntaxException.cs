namespace CoinPilot.Compose.Yaml;

/// <summary>The text is no YAML, or none that Compose reads.</summary>
internal sealed class YamlSyntaxException(Mark at, string message, string fix) : Exception(message)
{
    public Mark At { get; } = at;

    public string Fix { get; } = fix;

    /// <summary>What the library says of a text, with what helps most often where such a character stands.</summary>
    public static YamlSyntaxException Of(Mark at, string message, char character) => new(at, char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.'), character switch
    {
        '"' => "close the quote, double a backslash that is none of an escape, and indent every line of the text deeper than its key",
        '\'' => "close the quote",
        '|' or '>' => "begin the text on the line below, indented with spaces, or use quotes",
        '#' => "put a blank before the '#'",
        '\t' => "indent with spaces",
        '-' or '!' or '&' or '*' or '?' or '@' or '`' or '%' => "put the value in quotes",
        _ => "correct the syntax here or in the line above",
    });
}
