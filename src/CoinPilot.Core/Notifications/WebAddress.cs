using System.Net;
using System.Net.Sockets;

namespace CoinPilot.Notifications;

/// <summary>The URL of a webhook: https, or http where what is sent does not leave the host or its own network (D100).</summary>
public static class WebAddress
{
    /// <summary>The address, or why the text is none; the trouble never quotes the text, which may be a secret.</summary>
    public static (Uri? Uri, string? Trouble) Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || text.Any(c => c <= ' ' || c > '~'))
        {
            return (null, "is no URL; write it as https://HOST/PATH, in ASCII");
        }

        return uri.UserInfo.Length > 0 ? (null, "holds a user or a password, which is not sent")
            : uri.Fragment.Length > 0 ? (null, "holds a #, behind which nothing is sent")
            : uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && IsNear(uri.Host.Trim('[', ']'))) ? (uri, null)
            : uri.Scheme == Uri.UriSchemeHttp ? (null, "is http to another network, where anybody may read it; use https (http: only to localhost, and to a loopback or private address)")
            : (null, "is no https URL");
    }

    // An address, not a name: what a name leads to may change.
    private static bool IsNear(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && (IPAddress.IsLoopback(address) || IsPrivate(address)));

    // RFC 1918, RFC 4193, and addresses of one link.
    private static bool IsPrivate(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6
        ? address.IsIPv6UniqueLocal || address.IsIPv6LinkLocal
        : address.GetAddressBytes() is [10, ..] or [172, >= 16 and <= 31, ..] or [192, 168, ..] or [169, 254, ..];
}
