using CoinPilot.Compose.Forms;
using CoinPilot.Compose.Variables;
using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Merging;

/// <summary>`include`: takes in what other files declare, each with its own folder and env file.</summary>
internal sealed class Includer(ComposeLoader loader, string folder, ComposeVariables variables, IReadOnlyList<string> including)
{
    /// <summary>There on every host; who names it wants no values.</summary>
    private const string Nothing = "/dev/null";

    private static readonly string[] Sections = ["services", "volumes", "networks", "secrets", "configs", "models"];

    public void Apply(YamlMap root)
    {
        if (!root.TryGet("include", out var include))
        {
            return;
        }
        root.Remove("include");
        if (include is YamlScalar { Kind: ScalarKind.Null })
        {
            return;
        }
        if (include is not YamlList list)
        {
            Report(MergeRules.IncludeForm, include, "`include` is not a list", "write `include:` and the paths as a list below it");
            return;
        }
        foreach (var item in list.Items)
        {
            Include(item, root);
        }
    }

    private void Include(YamlNode item, YamlMap root)
    {
        var entry = item as YamlMap;
        var place = entry is null ? item : entry["path"];
        if (place is null or YamlScalar { Kind: ScalarKind.Null or ScalarKind.Time } || (entry is not null && place is YamlList { Items.Count: 0 }))
        {
            // Nothing comes in, but the env file is read all the same.
            _ = entry is null or { Count: 0 } ? null : Environment(entry, folder, item);
            return;
        }
        if ((entry is null && item is YamlList) || Texts(place, folder) is not { } paths)
        {
            Report(MergeRules.IncludeForm, item, "an entry of `include` has no path", "write a path, or `path:` and options");
            return;
        }
        if (item.IsUnknown())
        {
            return;
        }
        var home = entry?.Text("project_directory") is { } given ? Paths.Absolute(given, folder) : GoPath.Folder(paths[0]);
        if (!CanRead(paths, item) || Environment(entry, home, item) is not { } own)
        {
            return;
        }
        Note(ComposeInclusion.Include, entry is null ? item : entry["path"], item);
        Note(ComposeInclusion.ProjectDirectory, entry?["project_directory"], item);
        if (loader.Load(paths, home, own, including) is { } imported)
        {
            Import(imported, root, item);
        }
    }

    private bool CanRead(List<string> paths, YamlNode item)
    {
        if (including.Contains(paths[0]))
        {
            Report(MergeRules.IncludeCycle, item, $"{paths[0]} includes itself: {string.Join(" → ", including.Append(paths[0]))}", "break the circle");
            return false;
        }
        foreach (var path in paths.Where(p => loader.Read(p) is null))
        {
            Report(MergeRules.IncludeFile, item, $"{path} {loader.Files.TroubleWith(path)}", "correct the path; it starts at the folder of this project");
            return false;
        }
        return true;
    }

    /// <summary>The values for the included files: what is set already wins over their own env file.</summary>
    private ComposeVariables? Environment(YamlMap? entry, string home, YamlNode item)
    {
        var paths = Texts(entry?["env_file"], folder) ?? [];
        if (paths.Count == 0)
        {
            var standard = GoPath.Join(home, ".env");
            paths = loader.Files.FileExists(standard) ? [standard] : [];
        }
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            if (path != Nothing)
            {
                loader.Inclusions.Add(new(ComposeInclusion.EnvFile, new(Written(entry?["env_file"], path), path), item.At.ToLocation()));
            }
            if (loader.Files.Read(path) is not { } bytes)
            {
                Report(VariableRules.EnvFileMissing, item, $"the env file {path} {loader.Files.TroubleWith(path)}", "correct the path");
                return null;
            }
            var known = variables.With(values);
            foreach (var line in DotEnvParser.Parse(bytes, path, known.Lookup, loader.Findings))
            {
                values[line.Key] = line.Value;
            }
        }
        return variables.With(values);
    }

    private void Note(string key, YamlNode? named, YamlNode item) =>
        loader.Inclusions.AddRange((Texts(named, folder) ?? []).Select(path => new ComposeInclusion(key, new(Written(named, path), path), item.At.ToLocation())));

    /// <summary>A path as it was written; empty where nobody wrote it.</summary>
    private string Written(YamlNode? named, string path) => named switch
    {
        YamlScalar scalar => scalar.Text,
        YamlList list => list.Items.Select(i => i.Text()!).First(text => Paths.Absolute(text, folder) == path),
        _ => "",
    };

    private static List<string>? Texts(YamlNode? node, string folder) => node switch
    {
        YamlScalar { Kind: ScalarKind.String } scalar => [Paths.Absolute(scalar.Text, folder)],
        YamlList list when list.Items.All(i => i is YamlScalar { Kind: ScalarKind.String }) => [.. list.Items.Select(i => Paths.Absolute(i.Text()!, folder))],
        _ => null,
    };

    private void Import(YamlMap imported, YamlMap root, YamlNode item)
    {
        foreach (var section in Sections)
        {
            if (imported[section] is not YamlMap from)
            {
                continue;
            }
            if (root[section] is not YamlMap into)
            {
                into = new YamlMap(from.At);
                root.Set(section, into);
            }
            foreach (var entry in from.Entries)
            {
                if (into[entry.Key] is not { } there)
                {
                    into.Set(entry.Key, entry.KeyAt, entry.Value);
                }
                else if (!there.SameAs(entry.Value))
                {
                    Report(MergeRules.IncludeConflict, item, $"{section}.{entry.Key} is here and, with other content, at {entry.KeyAt.ToLocation()}",
                        "rename one, or override it in a file that is merged");
                }
            }
        }
    }

    private void Report(ComposeRule rule, YamlNode node, string message, string fix) => loader.Findings.Report(rule, node.At, message, fix);
}
