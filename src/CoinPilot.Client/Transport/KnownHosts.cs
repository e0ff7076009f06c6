using System.Collections.Immutable;
using System.Globalization;

namespace CoinPilot.Transport;

/// <summary>What a known_hosts line says of its key.</summary>
public enum KnownHostsMark
{
    Trusted,
    Revoked,
    CertificateAuthority,
}

/// <summary>One readable line of a known_hosts file.</summary>
public sealed record KnownHostsEntry(KnownHostsMark Mark, HostPattern Hosts, HostKey Key, int Line);

/// <summary>A known_hosts file, read: plain and hashed names, lists, wildcards, negation and both marks (sshd(8)).</summary>
public sealed record KnownHosts(ImmutableArray<KnownHostsEntry> Entries, ImmutableArray<int> UnreadableLines)
{
    public static KnownHosts Parse(string text)
    {
        var entries = ImmutableArray.CreateBuilder<KnownHostsEntry>();
        var unreadable = ImmutableArray.CreateBuilder<int>();
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var words = line.ToString().Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0].StartsWith('#'))
            {
                continue;
            }

            if (ReadLine(words, number) is { } entry)
            {
                entries.Add(entry);
            }
            else
            {
                unreadable.Add(number);
            }
        }

        return new(entries.ToImmutable(), unreadable.ToImmutable());
    }

    /// <summary>The lines about a host at a port.</summary>
    public ImmutableArray<KnownHostsEntry> About(string host, int port) => Lookup(NameOf(host, port));

    /// <summary>Off port 22, the lines about the bare name: as in ssh they may let a key in, and say nothing against another.</summary>
    public ImmutableArray<KnownHostsEntry> AboutBareName(string host, int port) => port == 22 ? [] : Lookup(NameOf(host, 22));

    /// <summary>The name under which ssh files a host: lower case, <c>[host]:port</c> off port 22.</summary>
    public static string NameOf(string host, int port)
    {
        var name = host.ToLowerInvariant();
        return port == 22 ? name : string.Create(CultureInfo.InvariantCulture, $"[{name}]:{port}");
    }

    private ImmutableArray<KnownHostsEntry> Lookup(string name) => [.. Entries.Where(e => e.Hosts.Matches(name))];

    private static KnownHostsEntry? ReadLine(string[] words, int number)
    {
        KnownHostsMark? mark = words[0] switch
        {
            "@revoked" => KnownHostsMark.Revoked,
            "@cert-authority" => KnownHostsMark.CertificateAuthority,
            ['@', ..] => null,
            _ => KnownHostsMark.Trusted,
        };
        var rest = mark is KnownHostsMark.Trusted ? words : words[1..];

        return mark is { } known
            && rest.Length >= 3
            && HostPattern.TryParse(rest[0], out var hosts)
            && HostKey.TryParse(rest[2], out var key)
            && key!.Type == rest[1]
            ? new(known, hosts!, key, number)
            : null;
    }
}
