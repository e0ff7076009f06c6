using System.Collections.Immutable;
using CoinPilot.Compose.Values;
using CoinPilot.Compose.Yaml;
using CoinPilot.Health;

namespace CoinPilot.Compose;

/// <summary>The probe of a service as its Compose file has it.</summary>
/// <param name="Address">Where it goes, with its variables put in; null for a command, and where only the host knows a value.</param>
/// <param name="At">Where its question stands.</param>
public sealed record ComposeProbe(ServiceProbe Probe, ProbeAddress? Address, SourceLocation At);

/// <summary>Reads <c>x-coinpilot: { probe: … }</c>.</summary>
internal sealed class ProbeReading
{
    public const string Key = "probe";

    private const string Http = "http", Tcp = "tcp", Command = "command", Timeout = "timeout", Status = "status";
    private const string Example = $"write `{Key}: {{ {Http}: \"{ProbeAddress.HttpExample}\" }}`, `{{ {Tcp}: \"{ProbeAddress.TcpExample}\" }}` or `{{ {Command}: [program, argument] }}`";

    private static readonly string[] Kinds = [Http, Tcp, Command];
    private static readonly string[] Keys = [.. Kinds, Timeout, Status];
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromSeconds(1);

    private readonly ImmutableArray<ExtensionFault>.Builder faults;
    private ServiceProbe probe = new();
    private ProbeAddress? address;

    private ProbeReading(ImmutableArray<ExtensionFault>.Builder faults) => this.faults = faults;

    /// <summary>The probe; null for one that means nothing, and the faults say why.</summary>
    public static ComposeProbe? Of(YamlNode value, ImmutableArray<ExtensionFault>.Builder faults)
    {
        var before = faults.Count;
        ProbeReading reading = new(faults);
        if (value is not YamlMap map)
        {
            reading.Fault(value, $"`{Key}` is no mapping", Example);
            return null;
        }

        var kinds = map.Entries.Where(entry => Kinds.Contains(entry.Key)).ToArray();
        if (kinds.Length != 1)
        {
            reading.Fault(map, kinds.Length == 0 ? $"`{Key}` asks nothing" : $"`{Key}` asks by {string.Join(" and by ", kinds.Select(entry => entry.Key))}: it has exactly one question", Example);
        }

        foreach (var entry in map.Entries)
        {
            reading.Read(entry, map);
        }

        return faults.Count == before ? new(reading.probe, reading.address, kinds[0].Value.At.ToLocation()) : null;
    }

    private void Read(YamlEntry entry, YamlMap map)
    {
        switch (entry.Key)
        {
            case Http:
                probe = probe with { Http = Address(entry.Value, Http, ProbeAddress.OfHttp, ProbeAddress.HttpExample) };
                break;
            case Tcp:
                probe = probe with { Tcp = Address(entry.Value, Tcp, ProbeAddress.OfTcp, ProbeAddress.TcpExample) };
                break;
            case Command:
                probe = probe with { Command = Words(entry.Value) };
                break;
            case Timeout:
                probe = probe with { TimeoutSeconds = Seconds(entry.Value) };
                break;
            case Status when !map.Has(Http):
                faults.Add(new(entry.KeyAt.ToLocation(), $"`{Status}` says nothing without `{Http}`", "remove it"));
                break;
            case Status:
                probe = probe with { Status = Answers(entry.Value) };
                break;
            default:
                faults.Add(new(entry.KeyAt.ToLocation(), $"`{Key}` has no key '{entry.Key}'", NearestName.Fix(entry.Key, Keys, $"it has the keys: {string.Join(", ", Keys)}")));
                break;
        }
    }

    private string? Address(YamlNode node, string key, Func<string, ProbeAddress?> read, string example)
    {
        var written = Written(node);
        if (written is not null && (node.IsUnknown() || (address = read(node.Text()!)) is not null))
        {
            return written;
        }

        Fault(node, $"`{key}: {written}` is no address to ask", $"write it as \"{example}\"");
        return null;
    }

    private ImmutableArray<string>? Words(YamlNode node)
    {
        switch (node)
        {
            case YamlList { Items.Count: > 0 } list when list.Items.All(item => Written(item) is not null) && Written(list.Items[0])!.Length > 0:
                return [.. list.Items.Select(item => Written(item)!)];
            case YamlScalar { Kind: ScalarKind.String } line when !string.IsNullOrWhiteSpace(Written(line)):
                return ServiceProbe.Line(Written(line)!);
            default:
                Fault(node, $"`{Command}` is neither a list of words nor a line for the shell", $"write `{Command}: [program, argument]`, or `{Command}: \"line for /bin/sh\"`");
                return null;
        }
    }

    private double? Seconds(YamlNode node)
    {
        if (node is YamlScalar { IsLiteral: true } && node.Text() is { } text && ComposeDuration.Parse(text) is { } time && time >= ShortestTimeout && time <= ServiceProbe.LongestTimeout)
        {
            return time.TotalSeconds;
        }

        Fault(node, $"`{Timeout}: {Written(node)}` is no time that a probe may take", $"write a time from {ShortestTimeout.TotalSeconds:0}s to {ServiceProbe.LongestTimeout.TotalSeconds:0}s, such as 5s, without variables");
        return null;
    }

    private string? Answers(YamlNode node)
    {
        if (node is YamlScalar { IsLiteral: true } && node.Text() is { } text && ProbeStatus.Parse(text) is not null)
        {
            return text;
        }

        Fault(node, $"`{Status}: {Written(node)}` is no answer of HTTP", "write one, such as 200, or a range, such as 200-399, without variables");
        return null;
    }

    // The values of variables are the host's own: neither a manifest nor a finding shows them.
    private static string? Written(YamlNode node) => node is YamlScalar scalar ? scalar.Unexpanded ?? scalar.Text() : null;

    private void Fault(YamlNode node, string message, string fix) => faults.Add(new(node.At.ToLocation(), message, fix));
}
