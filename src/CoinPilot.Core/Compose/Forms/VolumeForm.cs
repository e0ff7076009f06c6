using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Forms;

/// <summary>[source:]target[:options].</summary>
internal static class VolumeForm
{
    private static readonly string[] Propagations = ["rprivate", "private", "rshared", "shared", "rslave", "slave"];

    public static YamlNode ToLong(YamlNode node, FormContext context)
    {
        if (node is not YamlScalar { Kind: ScalarKind.String } scalar)
        {
            return node;
        }
        if (Parse(scalar.Text, out var fault) is not { } parts)
        {
            context.Report(FormRules.Volume, node.At, fault, "write [source:]target[:options], or the long form");
            return node;
        }
        return Long(node.At, parts, scalar.IsPartlyUnknown);
    }

    /// <summary>The target of a short form, or null when it can't be read.</summary>
    public static string? Target(string spec) => Parse(spec, out _)?.Target;

    public static string? Fault(string spec) => Parse(spec, out var fault) is null ? fault : null;

    private sealed record Parts(string Source, string Target, string[] Options);

    private static Parts? Parse(string spec, out string fault)
    {
        fault = "";
        if (spec.Length == 0)
        {
            fault = "the mount is empty";
            return null;
        }
        if (spec.Length <= 2)
        {
            return new("", spec, []);
        }
        var sections = Sections(spec);
        if (sections.Any(s => s.Length == 0))
        {
            fault = $"'{spec}' has an empty part between colons";
            return null;
        }
        if (sections.Count > 3)
        {
            fault = $"'{spec}' has too many colons";
            return null;
        }
        return sections.Count == 1
            ? new("", sections[0], [])
            : new(sections[0], sections[1], sections.Count == 3 ? sections[2].Split(',') : []);
    }

    /// <summary>Splits at colons, but not behind a drive letter and not inside of `${…}`.</summary>
    private static List<string> Sections(string spec)
    {
        var sections = new List<string>();
        var (start, depth) = (0, 0);
        for (var i = 0; i <= spec.Length; i++)
        {
            var c = i < spec.Length ? spec[i] : '\0';
            if (c == '$' && i + 1 < spec.Length && spec[i + 1] == '{')
            {
                depth++;
            }
            else if (c == '}' && depth > 0)
            {
                depth--;
            }
            else if (i == spec.Length || (c == ':' && depth == 0 && !(i - start == 1 && char.IsLetter(spec[start]))))
            {
                sections.Add(spec[start..i]);
                start = i + 1;
            }
        }
        return sections;
    }

    private static YamlMap Long(Mark at, Parts parts, bool unknown)
    {
        var isBind = IsPath(parts.Source);
        var map = new YamlMap(at);
        map.Set("type", YamlScalar.String(at, isBind ? "bind" : "volume"));
        if (parts.Source.Length > 0)
        {
            map.Set("source", new YamlScalar(at, ScalarKind.String, parts.Source) { IsPartlyUnknown = unknown });
        }
        map.Set("target", YamlScalar.String(at, GoPath.Clean(parts.Target)));
        var bind = new YamlMap(at);
        var volume = new YamlMap(at);
        foreach (var option in parts.Options)
        {
            Apply(option, map, bind, volume, at);
        }
        if (isBind)
        {
            bind.Set("create_host_path", YamlScalar.Bool(at, true));
        }
        if (isBind || bind.Count > 0)
        {
            map.Set("bind", bind);
        }
        if (!isBind || volume.Count > 0)
        {
            map.Set("volume", volume);
        }
        return map;
    }

    /// <summary>Unknown options are let through, as Compose does.</summary>
    private static void Apply(string option, YamlMap map, YamlMap bind, YamlMap volume, Mark at)
    {
        switch (option)
        {
            case "ro":
                map.Set("read_only", YamlScalar.Bool(at, true));
                break;
            case "rw":
                map.Remove("read_only");
                break;
            case "nocopy":
                volume.Set("nocopy", YamlScalar.Bool(at, true));
                break;
            case "z" or "Z":
                bind.Set("selinux", YamlScalar.String(at, option));
                break;
            case var _ when Propagations.Contains(option):
                bind.Set("propagation", YamlScalar.String(at, option));
                break;
            default:
                break;
        }
    }

    /// <summary>A source that names a place on the host; anything else names a volume.</summary>
    private static bool IsPath(string source) =>
        source.Length > 0 && (source[0] is '.' or '/' or '~' || source.StartsWith(@"\\", StringComparison.Ordinal)
            || (source.Length > 1 && char.IsLetter(source[0]) && source[1] == ':'));
}
