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
        Line("url", payload.Uri.AbsoluteUri);
        Line("request", "POST");
        Line("proto", $"={payload.Uri.Scheme}");
        Line("max-redirs", "0");
        Line("max-time", bound.TotalSeconds.ToString("0", CultureInfo.InvariantCulture));
        Line("connect-timeout", "5");
        Line("user-agent", $"CoinPilot/{ProductVersion.Text}");
        Line("header", $"Content-Type: {payload.ContentType}");
        foreach (var (name, value) in payload.Headers)
        {
            Line("header", $"{name}: {value}");
        }

        Line("data-raw", Encoding.UTF8.GetString(payload.Body)); // unlike the others it takes no @ for a file
        Line("output", "/dev/null");
        Line("write-out", "%{http_code}");
        return text.Append("globoff\nsilent\nshow-error\n").ToString();

        void Line(string option, string value) => text.Append(CultureInfo.InvariantCulture, $"{option} = \"{Quoted(value)}\"\n");
    }

    // curl(1), --config: these escapes and no others.
    private static string Quoted(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);
}
