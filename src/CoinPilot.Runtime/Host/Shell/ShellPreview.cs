using System.Collections.Immutable;
using CoinPilot.Hosts;

namespace CoinPilot.Host.Shell;

/// <summary>The reading of <c>preview</c>'s facts. Throws <see cref="FormatException"/>.</summary>
public static class ShellPreview
{
    public static HostPreview Read(HostFacts facts) => new()
    {
        Refusal = facts.Last("refused")?.TrimEnd(), // its last line end is a blank there
        Hashes = Pairs(facts, "service-hash"),
        CurrentHashes = Pairs(facts, "service-hash-now"),
        Opaque = [.. facts.All("opaque")],
        Images = Pairs(facts, "service-image"),
        HostImages = Pairs(facts, "host-image").ToImmutableDictionary(pair => pair.Key, pair => pair.Value == "-" ? null : pair.Value),
        Differences = [.. facts.All("differs").Select(ReadDifference)],
        Environment = [.. facts.All("environment").Select(ReadDifference)],
        CurrentFiles = Pairs(facts, "file").ToImmutableDictionary(pair => pair.Key, pair => HostFacts.Decode(pair.Value)),
        MovedNames = [.. (facts.Last("moved") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)],
    };

    // Service, sign and path, then a shipped object's path.
    private static ConfigDifference ReadDifference(string line)
    {
        var parts = line.Split('\t');
        var words = parts[0].Split(' ', 3);
        return words.Length == 3 && words[1].Length == 1
            ? new(words[0], words[1][0], words[2], parts.ElementAtOrDefault(1))
            : throw new FormatException($"The host described a difference in an unknown form: {line}");
    }

    private static ImmutableDictionary<string, string> Pairs(HostFacts facts, string name) =>
        facts.Pairs(name).ToImmutableDictionary(pair => pair.Key, pair => pair.Value);
}
