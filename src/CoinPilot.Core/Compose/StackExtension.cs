using System.Collections.Immutable;
using CoinPilot.Compose.Checks;
using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose;

/// <summary>What a Compose file says to us: its `x-coinpilot`, at the top or at a service.</summary>
/// <param name="Allowed">Rule → the reason why what it speaks about is fine.</param>
/// <param name="Faults">What is written there and means nothing.</param>
internal sealed record StackExtension(GateMode Gate, bool OncePerRelease, ComposeUpdate Update, ImmutableDictionary<string, string> Allowed, ImmutableArray<ExtensionFault> Faults, ComposeProbe? Probe = null)
{
    public const string Key = "x-coinpilot";

    private const string GateKey = "gate";
    private const string AllowKey = "allow";
    private const string OneShotKey = "one-shot";
    private const string OncePerReleaseWord = "once-per-release";
    private const string UpdateKey = "update";
    private const string SingleKey = "single";
    private const string SharedVolumesKey = "shared-volumes";

    private static readonly string[] Updates = ["stop-first", "start-first"];

    private static readonly ImmutableDictionary<string, GateMode> Gates = new Dictionary<string, GateMode>(StringComparer.Ordinal)
    {
        ["required"] = GateMode.Required,
        ["warn"] = GateMode.Warn,
        ["ignore"] = GateMode.Ignore,
    }.ToImmutableDictionary(StringComparer.Ordinal);

    public static StackExtension OfFile(YamlMap root) => Read(root, [AllowKey], "at the top of a file");

    public static StackExtension OfService(YamlMap service) => Read(service, [GateKey, ProbeReading.Key, OneShotKey, UpdateKey, SingleKey, SharedVolumesKey, AllowKey], "at a service");

    // Other programs have keys of their own: only what differs by a slip of the fingers is taken for ours.
    private static bool IsMisspelt(string key) =>
        key != Key && key.StartsWith("x-", StringComparison.Ordinal) && Math.Abs(key.Length - Key.Length) <= 1 && EditDistance.Between(key, Key) <= 2;

    private static StackExtension Read(YamlMap owner, string[] keys, string place)
    {
        var gate = GateMode.Required;
        var once = false;
        var update = ComposeUpdate.Default;
        ComposeProbe? probe = null;
        var allowed = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var faults = ImmutableArray.CreateBuilder<ExtensionFault>();
        if (owner[Key] is { } value && value is not YamlMap)
        {
            faults.Add(new(value.At.ToLocation(), $"`{Key}` is no mapping", $"{place} it has the keys: {string.Join(", ", keys)}"));
        }

        foreach (var entry in owner.Entries.Where(entry => IsMisspelt(entry.Key)))
        {
            faults.Add(new(entry.KeyAt.ToLocation(), $"`{entry.Key}` says nothing to CoinPilot {place}", $"did you mean '{Key}'?"));
        }

        foreach (var entry in owner.Map(Key)?.Entries ?? [])
        {
            switch (entry.Key)
            {
                case GateKey when keys.Contains(GateKey) && entry.Value.Text() is { } text && Gates.TryGetValue(text, out var known):
                    gate = known;
                    break;
                case GateKey when keys.Contains(GateKey):
                    var written = entry.Value.Text() ?? "";
                    faults.Add(new(entry.Value.At.ToLocation(), $"`gate: {written}` is no gate", NearestName.Fix(written, Gates.Keys, "write required, warn or ignore")));
                    break;
                case ProbeReading.Key when keys.Contains(ProbeReading.Key):
                    probe = ProbeReading.Of(entry.Value, faults);
                    break;
                case OneShotKey when keys.Contains(OneShotKey) && entry.Value.Text() == OncePerReleaseWord:
                    once = true;
                    break;
                case OneShotKey when keys.Contains(OneShotKey):
                    faults.Add(new(entry.Value.At.ToLocation(), $"`one-shot: {entry.Value.Text()}` is not known",
                        NearestName.Fix(entry.Value.Text() ?? "", [OncePerReleaseWord], $"write {OncePerReleaseWord}, or leave it out: then it runs once at every start")));
                    break;
                case UpdateKey when keys.Contains(UpdateKey) && Updates.Contains(entry.Value.Text()):
                    update = update with { StartFirst = entry.Value.Text() == Updates[1], At = entry.Value.At.ToLocation() };
                    break;
                case UpdateKey when keys.Contains(UpdateKey):
                    faults.Add(new(entry.Value.At.ToLocation(), $"`update: {entry.Value.Text()}` is not known", NearestName.Fix(entry.Value.Text() ?? "", Updates, "write stop-first or start-first")));
                    break;
                case SingleKey or SharedVolumesKey when keys.Contains(entry.Key) && entry.Value.Text() is "true" or "false":
                    var isTrue = entry.Value.Text() == "true";
                    update = entry.Key == SingleKey ? update with { IsSingle = isTrue, SingleAt = entry.Value.At.ToLocation() } : update with { SharesVolumes = isTrue };
                    break;
                case SingleKey or SharedVolumesKey when keys.Contains(entry.Key):
                    faults.Add(new(entry.Value.At.ToLocation(), $"`{entry.Key}: {entry.Value.Text()}` is neither true nor false", "write true or false"));
                    break;
                case AllowKey when entry.Value is YamlMap rules:
                    allowed.AddRange(rules.Entries.Select(rule => KeyValuePair.Create(rule.Key, rule.Value.Text() ?? "")));
                    break;
                case AllowKey:
                    faults.Add(new(entry.Value.At.ToLocation(), "`allow` is no mapping of rules to reasons", "write `allow: { rule: why }`"));
                    break;
                default:
                    faults.Add(new(entry.KeyAt.ToLocation(), $"`{Key}` has no key '{entry.Key}' {place}",
                        NearestName.Fix(entry.Key, keys, $"{place} it has the keys: {string.Join(", ", keys)}")));
                    break;
            }
        }

        return new(gate, once, update, allowed.ToImmutable(), faults.ToImmutable(), probe);
    }
}

/// <summary>Something in `x-coinpilot` that means nothing.</summary>
public sealed record ExtensionFault(SourceLocation At, string Message, string Fix);
