using System.Globalization;
using System.Text;
using CoinPilot.Notifications;

namespace CoinPilot.Agent.Notifying;

/// <summary>What curl(1) reads from its standard input: so neither an address nor a token is ever in a list of processes.</summary>
internal static class CurlConfig
{
    /// <summary>One POST; a redirect is not followed, and certificates are verified: there is no option for anything else (D100).</summary>
    public static string Of(WebPayload payload, TimeSpan bound)
    {
        StringBuilder text = new();
        Begin(text, payload.Uri.AbsoluteUri, payload.Uri.Scheme, bound);
        Line(text, "request", "POST");
        Line(text, "connect-timeout", "5");
        Line(text, "header", $"Content-Type: {payload.ContentType}");
        foreach (var (name, value) in payload.Headers)
        {
            Line(text, "header", $"{name}: {value}");
        }

        Line(text, "data-raw", Encoding.UTF8.GetString(payload.Body)); // unlike the others it takes no @ for a file
        return End(text);
    }

    /// <summary>One GET, likewise.</summary>
    public static string OfGet(string address, TimeSpan bound)
    {
        StringBuilder text = new();
        Begin(text, address, "https", bound);
        return End(text);
    }

    private static void Begin(StringBuilder text, string address, string scheme, TimeSpan bound)
    {
        Line(text, "url", address);
        Line(text, "proto", $"={scheme}");
        Line(text, "max-redirs", "0");
        Line(text, "max-time", bound.TotalSeconds.ToString("0", CultureInfo.InvariantCulture));
        Line(text, "user-agent", $"CoinPilot/{ProductVersion.Text}");
    }

    private static string End(StringBuilder text)
    {
        Line(text, "output", "/dev/null");
        Line(text, "write-out", "%{http_code}");
        return text.Append("globoff\nsilent\nshow-error\n").ToString();
    }

    private static void Line(StringBuilder text, string option, string value) => text.Append(CultureInfo.InvariantCulture, $"{option} = \"{Quoted(value)}\"\n");

    // curl(1), --config: these escapes and no others.
    private static string Quoted(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);
}
