using System.Collections.Immutable;
using System.Text;

namespace CoinPilot.Compose;

/// <summary>Escaping for values of a Compose file.</summary>
public static class ComposeText
{
    /// <summary>Doubles every `$`, so that Compose reads the text literally.</summary>
    public static string Escape(string text) => text.Replace("$", "$$", StringComparison.Ordinal);

    /// <summary>Doubles every `$` except in the given expressions, which the host resolves.</summary>
    public static string Template(string text, ImmutableArray<string> expressions)
    {
        var result = new StringBuilder();
        for (var i = 0; i < text.Length;)
        {
            var expression = text[i] == '$'
                ? expressions.Where(e => string.CompareOrdinal(text, i, e, 0, e.Length) == 0).MaxBy(e => e.Length)
                : null;
            if (expression is not null)
            {
                result.Append(expression);
                i += expression.Length;
                continue;
            }
            result.Append(text[i] == '$' ? "$$" : text[i].ToString());
            i++;
        }
        return result.ToString();
    }
}
