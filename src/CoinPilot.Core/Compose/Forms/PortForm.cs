using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Forms;

/// <summary>[[ip:]host:]container[/protocol], ranges included.</summary>
internal static class PortForm
{
    public static YamlNode ToLong(YamlNode node, FormContext context)
    {
        if (node is not YamlList list)
        {
            return node;
        }
        var ports = new List<YamlNode>(list.Items.Count);
        foreach (var item in list.Items)
        {
            switch (item)
            {
                case YamlScalar { Kind: ScalarKind.Unknown } or YamlScalar { IsPartlyUnknown: true }:
                    ports.Add(Unknown((YamlScalar)item));
                    break;
                case YamlScalar { Kind: ScalarKind.Int or ScalarKind.String } scalar:
                    ports.AddRange(Read(scalar, context));
                    break;
                case YamlScalar scalar:
                    context.Report(FormRules.Port, item.At, $"'{scalar.Text}' is no port", "put it in quotes: \"8080:80\"");
                    break;
                default:
                    ports.Add(item);
                    break;
            }
        }
        return new YamlList(list.At, ports);
    }

    private static List<YamlNode> Read(YamlScalar scalar, FormContext context)
    {
        try
        {
            return Parse(scalar, context);
        }
        catch (FormatException e)
        {
            context.Report(FormRules.Port, scalar.At, e.Message, "write [[ip:]host:]container[/protocol], such as \"127.0.0.1:8080:80\"");
            return [];
        }
    }

    private static List<YamlNode> Parse(YamlScalar scalar, FormContext context)
    {
        var (ip, host, container) = Split(scalar.Text);
        var (protocol, port) = SplitProtocol(container);
        ip = Address(ip);
        if (port.Length == 0)
        {
            throw new FormatException($"'{scalar.Text}' has no container port");
        }
        var (start, end) = Range(port);
        var (hostStart, hostEnd) = host.Length > 0 ? Range(host) : (0, 0);
        if (host.Length > 0 && end - start != hostEnd - hostStart && end != start)
        {
            throw new FormatException($"the ranges {host} and {port} have different lengths");
        }
        if (start == 0)
        {
            throw new FormatException($"'{scalar.Text}' names the container port 0");
        }
        if (protocol.ToLowerInvariant() is not ("tcp" or "udp" or "sctp"))
        {
            throw new FormatException($"'{protocol}' is no protocol: tcp, udp and sctp are");
        }
        if (!context.TakePorts(end - start + 1))
        {
            return [Entry(scalar.At, ip, host, start, protocol)];
        }
        var entries = new List<YamlNode>(end - start + 1);
        for (var i = 0; i <= end - start; i++)
        {
            var published = host.Length == 0 ? ""
                : start == end && hostStart != hostEnd ? $"{hostStart}-{hostEnd}"
                : (hostStart + i).ToString(CultureInfo.InvariantCulture);
            entries.Add(Entry(scalar.At, ip, published, start + i, protocol));
        }
        return entries;
    }

    private static YamlMap Entry(Mark at, string ip, string published, int target, string protocol)
    {
        var map = new YamlMap(at);
        map.Set("mode", YamlScalar.String(at, "ingress"));
        if (ip.Length > 0)
        {
            map.Set("host_ip", YamlScalar.String(at, ip));
        }
        map.Set("target", YamlScalar.Int(at, target));
        if (published.Length > 0)
        {
            map.Set("published", YamlScalar.String(at, published));
        }
        map.Set("protocol", YamlScalar.String(at, protocol.ToLowerInvariant()));
        return map;
    }

    /// <summary>A port with a part that only the host knows: what can be read is read.</summary>
    private static YamlMap Unknown(YamlScalar scalar)
    {
        var parts = UnknownText.Split(scalar.Text, ':');
        var (protocol, port) = SplitProtocol(parts[^1]);
        var map = new YamlMap(scalar.At);
        map.Set("mode", YamlScalar.String(scalar.At, "ingress"));
        if (parts.Length > 2)
        {
            map.Set("host_ip", new YamlScalar(scalar.At, ScalarKind.Unknown, string.Join(':', parts[..^2])));
        }
        map.Set("target", ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? YamlScalar.Int(scalar.At, number)
            : new YamlScalar(scalar.At, ScalarKind.Unknown, port));
        if (parts.Length > 1)
        {
            map.Set("published", new YamlScalar(scalar.At, ScalarKind.String, parts[^2]) { IsPartlyUnknown = true });
        }
        map.Set("protocol", YamlScalar.String(scalar.At, protocol.Length == 0 ? "tcp" : protocol.ToLowerInvariant()));
        return map;
    }

    private static (string Ip, string Host, string Container) Split(string text)
    {
        var parts = text.Split(':');
        return parts.Length switch
        {
            1 => ("", "", parts[0]),
            2 => ("", parts[0], parts[1]),
            _ => (string.Join(':', parts[..^2]), parts[^2], parts[^1]),
        };
    }

    private static (string Protocol, string Port) SplitProtocol(string text)
    {
        var parts = text.Split('/');
        return parts[0].Length == 0 ? ("", "") : (parts.Length == 1 || parts[1].Length == 0 ? "tcp" : parts[1], parts[0]);
    }

    private static string Address(string ip)
    {
        if (ip.StartsWith('['))
        {
            if (ip.IndexOf(']', StringComparison.Ordinal) != ip.Length - 1)
            {
                throw new FormatException($"'{ip}' is no IP address");
            }
            ip = ip[1..^1];
        }
        return ip.Length == 0 || IsAddress(ip) ? ip : throw new FormatException($"'{ip}' is no IP address");
    }

    /// <summary>Four decimal numbers, or IPv6 without a zone.</summary>
    public static bool IsAddress(string text)
    {
        if (text.Contains(':', StringComparison.Ordinal))
        {
            return !text.Contains('%', StringComparison.Ordinal) && !text.Contains('[', StringComparison.Ordinal)
                && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;
        }
        var parts = text.Split('.');
        return parts.Length == 4 && parts.All(static p => p.Length is > 0 and <= 3 && p.All(char.IsAsciiDigit)
            && (p.Length == 1 || p[0] != '0') && int.Parse(p, CultureInfo.InvariantCulture) <= 255);
    }

    private static (int Start, int End) Range(string text)
    {
        var parts = text.Split('-');
        var start = Number(parts[0], text);
        var end = parts.Length == 1 ? start : Number(parts[1], text);
        return end >= start ? (start, end) : throw new FormatException($"the range {text} runs backwards");
    }

    private static int Number(string text, string whole) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : throw new FormatException($"'{whole}' is no port: a number up to 65535 is, or a range of two");
}
