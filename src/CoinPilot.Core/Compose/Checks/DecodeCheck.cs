using System.Text;
using CoinPilot.Compose.Schema;
using CoinPilot.Compose.Values;
using CoinPilot.Compose.Variables;
using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Checks;

/// <summary>Reads every value in long form as what its key means; disabled services too.</summary>
internal sealed class DecodeCheck(Findings findings)
{
    public void Run(YamlMap root) => Map(root, FileSchema.File);

    private void Map(YamlMap map, ValueSchema schema)
    {
        foreach (var entry in map.Entries)
        {
            if (schema.Child(entry.Key) is { } child)
            {
                Value(entry.Key, entry.Value, child);
            }
        }
    }

    private void Value(string key, YamlNode node, ValueSchema schema)
    {
        if (!node.IsUnknown())
        {
            Decode(key, node, schema.Decode);
        }
        switch (node)
        {
            case YamlMap map:
                Map(map, schema);
                break;
            case YamlList list when schema.Items is { } items:
                list.Items.ForEach(i => Value(key, i, items));
                break;
            default:
                break;
        }
    }

    private void Decode(string key, YamlNode node, DecodeAs wanted)
    {
        switch (wanted)
        {
            case DecodeAs.Environment:
                EnvironmentEntries(node);
                break;
            case DecodeAs.HostList:
                HostEntries(node);
                break;
            case DecodeAs.TextList:
                foreach (var item in (node as YamlList)?.Items ?? [])
                {
                    OnlyText(key, item);
                }
                break;
            case DecodeAs.StrictTextMap:
                foreach (var entry in (node as YamlMap)?.Entries ?? [])
                {
                    OnlyText(entry.Key, entry.Value);
                    NoExtension(entry);
                }
                break;
            case DecodeAs.Mapping when node is not (YamlMap or YamlScalar { Kind: ScalarKind.Null }):
                findings.Report(SchemaRules.WrongType, node.At, $"{key} is a {node.TypeName}, but must be a mapping", "write its keys below it");
                break;
            case DecodeAs.Text or DecodeAs.Bool or DecodeAs.Int or DecodeAs.Float or DecodeAs.Duration when node is not YamlScalar:
                OnlyText(key, node);
                break;
            default:
                if (node is YamlScalar { Kind: not ScalarKind.Null } scalar)
                {
                    Scalar(key, scalar, wanted);
                }
                break;
        }
    }

    private void Scalar(string key, YamlScalar scalar, DecodeAs wanted)
    {
        var isText = scalar.Kind == ScalarKind.String;
        var text = scalar.Text;
        switch (wanted)
        {
            case DecodeAs.Duration when ComposeDuration.Parse(text) is null:
                findings.Report(DecodeRules.Duration, scalar.At, $"{key} is '{text}', which is no duration", DurationFix(text));
                break;
            case DecodeAs.Size when isText && ByteSize.Parse(text) is null:
                findings.Report(DecodeRules.Size, scalar.At, $"{key} is '{text}', which is no size", "write a number with b, k, m or g, such as 512m");
                break;
            case DecodeAs.Command when isText && CommandWords.Split(text) is null:
                findings.Report(DecodeRules.Command, scalar.At, $"{key} has an open quote, bracket or backslash", "close it, or write a list of words");
                break;
            case DecodeAs.Int when isText && TextCast.Int(text) is null:
            case DecodeAs.Float when isText && TextCast.Float(text) is null:
            case DecodeAs.Unsigned when isText || scalar.Number < 0:
                findings.Report(DecodeRules.Number, scalar.At, $"{key} is '{text}'", wanted == DecodeAs.Unsigned ? "write a number from 0 on" : "write a number");
                break;
            case DecodeAs.Bool when isText && TextCast.Bool(text) is null:
                findings.Report(DecodeRules.Bool, scalar.At, $"{key} is '{text}'", "write true or false");
                break;
            case DecodeAs.Text:
                OnlyText(key, scalar);
                break;
            case DecodeAs.Mode when scalar.Kind == ScalarKind.Float || scalar.IsOverlong || (isText && !IsOctal(text)):
                findings.Report(DecodeRules.Mode, scalar.At, $"{key} is '{text}'", "write it as octal, such as 0440");
                break;
            case DecodeAs.Cpus when scalar.IsOverlong || (isText && TextCast.Float(text) is null):
                findings.Report(DecodeRules.Number, scalar.At, $"{key} is '{text}'", "write a number of processors, such as \"1.5\"");
                break;
            case DecodeAs.ExactInt when scalar.Kind != ScalarKind.Int || scalar.IsOverlong:
                findings.Report(DecodeRules.Number, scalar.At, $"{key} is '{text}'", "write a whole number, without quotes");
                break;
            case DecodeAs.DeviceCount when scalar.Kind == ScalarKind.Float || scalar.IsOverlong:
            case DecodeAs.DeviceCount when isText && !text.Equals("all", StringComparison.OrdinalIgnoreCase) && TextCast.Int(text) is null:
                findings.Report(DecodeRules.DeviceCount, scalar.At, $"{key} is '{text}'", "write a number or `all`");
                break;
            default:
                break;
        }
    }

    private static string DurationFix(string text) =>
        text.Length > 0 && text.All(char.IsAsciiDigit) ? $"add a unit: {text}s" : "write a number with ms, s, m or h, such as 30s";

    private static bool IsOctal(string text) =>
        text.TrimStart('+', '-') is { Length: > 0 } digits && digits.All(c => c is >= '0' and <= '7');

    private void OnlyText(string key, YamlNode node)
    {
        if (node is not YamlScalar { Kind: ScalarKind.String or ScalarKind.Int or ScalarKind.Null or ScalarKind.Unknown, IsOverlong: false })
        {
            findings.Report(DecodeRules.Text, node.At, $"{key} is a {node.TypeName}, but must be text",
                node is YamlScalar s ? $"put it in quotes: \"{s.Text}\"" : "write one text");
        }
    }

    /// <summary>Compose takes a key x-… for an extension even where keys are data, and then can't read what it made of it.</summary>
    private void NoExtension(YamlEntry entry)
    {
        if (entry.Key.StartsWith("x-", StringComparison.Ordinal))
        {
            findings.Report(DecodeRules.ExtensionName, entry.KeyAt, $"'{entry.Key}' counts as an extension here and can't be read", "choose a name that doesn't begin with x-");
        }
    }

    private void EnvironmentEntries(YamlNode node)
    {
        foreach (var item in (node as YamlList)?.Items.OfType<YamlScalar>() ?? [])
        {
            var key = item.Text.Split('=', 2)[0];
            if (key.Length > 0 && EndsInSpace(key))
            {
                findings.Report(DecodeRules.EnvironmentKey, item.At, $"a space stands behind the name '{key.TrimEnd()}'", $"write {key.TrimEnd()}=value");
            }
        }
    }

    /// <summary>Compose looks at the last byte alone, so that letters such as à count as a space too.</summary>
    private static bool EndsInSpace(string key) => Encoding.UTF8.GetBytes(key)[^1] is (>= 9 and <= 13) or 0x20 or 0x85 or 0xA0;

    private void HostEntries(YamlNode node)
    {
        var names = node switch
        {
            YamlMap map => map.Entries.Select(e => (e.KeyAt, Host: (string?)e.Key)),
            YamlList list => list.Items.OfType<YamlScalar>().Where(s => !s.IsPartlyUnknown).Select(s => (s.At, HostOf(s.Text))),
            _ => [],
        };
        foreach (var entry in (node as YamlMap)?.Entries ?? [])
        {
            NoExtension(entry);
        }
        foreach (var (at, host) in names)
        {
            if (host is null or "" || host.AsSpan().ContainsAny(':', '='))
            {
                findings.Report(DecodeRules.ExtraHost, at, host is null ? "the extra host has no address" : $"'{host}' is no host name", "write HOST=IP");
            }
        }
    }

    private static string? HostOf(string text)
    {
        var separator = text.IndexOf('=', StringComparison.Ordinal) is var equals and >= 0 ? equals : text.IndexOf(':', StringComparison.Ordinal);
        return separator < 0 ? null : text[..separator];
    }
}
