using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Transport;

namespace CoinPilot.Lab;

/// <summary>A lab host as the lab's own state describes it: how to reach it, and how it proves itself.</summary>
public sealed record LabHost
{
    public required string Name { get; init; }

    public required string Address { get; init; }

    public required int Port { get; init; }

    public required string User { get; init; }

    public required string KeyFile { get; init; }

    public required string KnownHostsFile { get; init; }

    /// <summary><c>SHA256:…</c> of its host key.</summary>
    public required string HostKey { get; init; }

    /// <summary>address:port of the lab's registry, which the host also uses as its mirror.</summary>
    public required string Registry { get; init; }

    /// <summary>Where this machine keeps the host.</summary>
    public required string Folder { get; init; }

    public required bool IsUp { get; init; }

    /// <summary>Reads the key='value' lines of <c>lab.sh info</c>.</summary>
    /// <exception cref="FormatException">A line is missing.</exception>
    public static LabHost Parse(string text)
    {
        var values = text.Split('\n')
            .Select(line => line.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .ToImmutableDictionary(pair => pair[0].Trim(), pair => pair[1].Trim().Trim('\''));
        return new LabHost
        {
            Name = Value("name"),
            Address = Value("address"),
            Port = int.Parse(Value("port"), CultureInfo.InvariantCulture),
            User = Value("user"),
            KeyFile = Value("key"),
            KnownHostsFile = Value("known_hosts"),
            HostKey = Value("host_key"),
            Registry = Value("registry"),
            Folder = Value("folder"),
            IsUp = Value("state") == "up",
        };

        string Value(string key) =>
            values.GetValueOrDefault(key) ?? throw new FormatException($"The lab's answer has no line '{key}'.");
    }

    /// <summary>Where to connect; as another user than <see cref="User"/> when one is named (root and plain are there too).</summary>
    public SshTarget ToTarget(string? user = null) => new()
    {
        Host = Address,
        Port = Port,
        User = user ?? User,
        KeyFile = KeyFile,
        HostKeyPin = HostKey,
    };
}
