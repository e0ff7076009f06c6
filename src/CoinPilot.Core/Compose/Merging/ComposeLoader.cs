using CoinPilot.Compose.Forms;
using CoinPilot.Compose.Schema;
using CoinPilot.Compose.Variables;
using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Merging;

/// <summary>Reads the files of one project into one tree: interpolated, extended, included, merged, checked, in long form.</summary>
internal sealed class ComposeLoader(IComposeFiles files, Findings findings)
{
    private readonly Dictionary<string, (List<YamlNode> Documents, int Size)?> read = new(StringComparer.Ordinal);

    private readonly HashSet<string> removed = new(StringComparer.Ordinal);

    public Findings Findings => findings;

    /// <summary>The paths of what was taken out because of a fault, which is not reported as an absence too.</summary>
    public HashSet<string> Removed => removed;

    /// <summary>What the files bring in, in the order it was met.</summary>
    public List<ComposeInclusion> Inclusions { get; } = [];

    public IComposeFiles Files => files;

    /// <summary>One tree of several files; null only when there is nothing in them.</summary>
    public YamlMap? Load(IEnumerable<string> paths, string folder, ComposeVariables variables, IReadOnlyList<string> including)
    {
        YamlMap? merged = null;
        foreach (var path in paths)
        {
            merged = LoadFile(path, folder, variables, including, merged);
        }
        if (merged is not null)
        {
            Defaults.Apply(merged);
            FileChecks.Run(merged, findings);
            Paths.Resolve(merged, folder, findings);
        }
        return merged;
    }

    private YamlMap? LoadFile(string path, string folder, ComposeVariables variables, IReadOnlyList<string> including, YamlMap? merged)
    {
        var extender = new Extender(this, path, folder, variables);
        var includer = new Includer(this, folder, variables, [.. including, path]);
        foreach (var document in Documents(path, variables))
        {
            extender.Apply(document);
            if (merged is not null)
            {
                Resets.Apply(merged, document.Resets);
            }
            includer.Apply(document.Root);
            merged = Combine(merged, document.Root, validate: true);
        }
        return merged;
    }

    /// <summary>The documents of a file with their variables put in; what can't be read has been reported.</summary>
    public IEnumerable<ComposeDocument> Documents(string path, ComposeVariables variables)
    {
        if (Read(path) is not { } file)
        {
            yield break;
        }
        foreach (var node in file.Documents)
        {
            if (node is not YamlMap map)
            {
                findings.Report(SchemaRules.RootNotMapping, node.At, $"a Compose file is a mapping, not a {node.TypeName}", "begin with `services:`");
            }
            else if (Interpolation.Apply(map, variables, file.Size, findings) is { } document)
            {
                yield return document;
            }
        }
    }

    public YamlMap Combine(YamlMap? merged, YamlMap root, bool validate)
    {
        merged = merged is null ? root : new Merger(findings).Merge(merged, root, FileSchema.File);
        new Uniqueness(findings).Apply(merged, FileSchema.File);
        if (validate)
        {
            new SchemaValidator(findings, removed).Validate(merged);
            merged.Remove("version");
        }
        new LongForms(findings).Apply(merged, FileSchema.File);
        Defaults.OmitEmpty(merged);
        new Uniqueness(findings).Apply(merged, FileSchema.File);
        return merged;
    }

    /// <summary>The raw documents; every file is parsed once.</summary>
    public (List<YamlNode> Documents, int Size)? Read(string path)
    {
        if (read.TryGetValue(path, out var known))
        {
            return known;
        }
        (List<YamlNode>, int)? result = null;
        if (read.Count >= ComposeLimits.FilesRead)
        {
            findings.Report(YamlRules.TooLarge, new SourceLocation(path), $"more than {ComposeLimits.FilesRead} files belong to this project");
        }
        else if (files.Read(path) is { } bytes)
        {
            result = (YamlReader.Read(bytes, path, findings), bytes.Length);
        }
        return read[path] = result;
    }
}
