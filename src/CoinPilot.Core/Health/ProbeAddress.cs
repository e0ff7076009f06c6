using System.Globalization;
using System.Net;

namespace CoinPilot.Health;

/// <summary>Where a probe over the network goes.</summary>
/// <param name="Host">A name, or an IP address without brackets.</param>
/// <param name="Authority">What an HTTP request calls it.</param>
/// <param name="Target">The path and the query of an HTTP address; empty for a port.</param>
public sealed record ProbeAddress(string Host, int Port, string Authority, string Target, bool IsTls)
{
    public const string HttpExample = "http://127.0.0.1:8080/health";

    public const string TcpExample = "127.0.0.1:5432";

    /// <summary>It is the host that the probe runs on.</summary>
    public bool IsLoopback => Host == "localhost" || (IPAddress.TryParse(Host, out var ip) && IPAddress.IsLoopback(ip));

    /// <summary>An address of HTTP; null for what is none.</summary>
    public static ProbeAddress? OfHttp(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri is { UserInfo.Length: 0, IdnHost.Length: > 0, Port: > 0 }
            ? new(uri.IdnHost, uri.Port, uri.IsDefaultPort ? Bracketed(uri.IdnHost) : string.Create(CultureInfo.InvariantCulture, $"{Bracketed(uri.IdnHost)}:{uri.Port}"), uri.PathAndQuery, uri.Scheme == "https")
            : null;

    /// <summary>HOST:PORT or [ADDRESS]:PORT; null for what is neither.</summary>
    public static ProbeAddress? OfTcp(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 1 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > IPEndPoint.MaxPort)
        {
            return null;
        }

        var host = text[..colon];
        if (host is ['[', .., ']'] && IPAddress.TryParse(host[1..^1], out _))
        {
            return new(host[1..^1], port, text, "", false);
        }

        return host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') ? new(host, port, text, "", false) : null;
    }

    private static string Bracketed(string host) => host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
}

/// <summary>Which answers of HTTP are good: one, or a range.</summary>
public static class ProbeStatus
{
    private const int Lowest = 100, Highest = 599;

    public static readonly (int From, int To) Default = (200, 399);

    /// <summary>200 or 200-399; null for what is neither.</summary>
    public static (int From, int To)? Parse(string text)
    {
        var parts = text.Split('-');
        return parts.Length <= 2 && Number(parts[0]) is { } from && Number(parts[^1]) is { } to && from <= to ? (from, to) : null;
    }

    public static bool IsGood(string? status, int answer) => ((status is null ? null : Parse(status)) ?? Default) is var (from, to) && answer >= from && answer <= to;

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= Lowest and <= Highest ? number : null;
}
