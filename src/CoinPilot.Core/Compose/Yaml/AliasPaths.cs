namespace CoinPilot.Compose.Yaml;

/// <summary>Compose's own search for circles of aliases, made while it looks for `!reset`: one node may not be used at a place and below that place.</summary>
/// <remarks>
/// It is no circle that is found so, but Compose refuses the file: `&lt;&lt;: *base` in a service and in its `environment`.
/// A place under `&lt;&lt;` counts as the place of the mapping that it is merged into.
/// </remarks>
internal sealed class AliasPaths(Findings findings)
{
    private const string MergeStep = ".<<";

    private readonly Dictionary<YamlNode, List<string>> uses = new(ReferenceEqualityComparer.Instance);
    private int room = ComposeLimits.AliasNodes;

    public static void Check(YamlNode document, Findings findings) => new AliasPaths(findings).Visit(document, "", 0);

    /// <summary>What stays of a node: nothing of a `!reset`, and an alias's place is taken by its node.</summary>
    /// <remarks>So it is in Compose: what a first visit has replaced is no alias to a second one. Beyond the bounds nothing is said here.</remarks>
    private YamlNode? Visit(YamlNode node, string path, int depth)
    {
        if (depth > ComposeLimits.Depth || --room < 0)
        {
            return node;
        }
        if (path.IndexOf(MergeStep, StringComparison.Ordinal) is var merge and >= 0)
        {
            path = path.Remove(merge, MergeStep.Length);
        }
        switch (node)
        {
            case YamlAlias alias:
                Use(alias, path);
                return Visit(alias.Target, path, depth + 1);
            case { Tag: MergeTag.Reset }:
                return null;
            case { Tag: MergeTag.None } and YamlMap { Written: { } written } map:
                map.Written = [.. written.Select(entry => (entry.Key, Value: Visit(entry.Value, Below(path, entry.Key), depth + 1)!)).Where(entry => entry.Value is not null)];
                return map;
            case { Tag: MergeTag.None } and YamlList { Written: { } items } list:
                list.Written = [.. items.Select((item, i) => Visit(item, Below(path, $"{i}"), depth + 1)!).Where(item => item is not null)];
                return list;
            default:
                return node;
        }
    }

    private static string Below(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private void Use(YamlAlias alias, string path)
    {
        if (!uses.TryGetValue(alias.Target, out var before))
        {
            uses[alias.Target] = before = [];
        }
        room -= before.Count / 100; // a node of many uses costs more than a visit
        if (!path.Contains("<<", StringComparison.Ordinal) && before.Find(other => IsCircle(path, other)) is { } found)
        {
            findings.Report(YamlRules.AliasCycle, alias.At, $"'{path}' and '{found}' use the same anchor, one below the other",
                "write one of them out, or give it an anchor of its own");
        }
        before.Add(path);
    }

    private static bool IsCircle(string path, string other) =>
        !other.Contains("<<", StringComparison.Ordinal) && (IsBelow(path, other) || IsBelow(other, path)) && !AreInDifferentServices(path, other);

    private static bool IsBelow(string path, string other) => path.StartsWith(other + ".", StringComparison.Ordinal);

    private static bool AreInDifferentServices(string one, string other)
    {
        string[] parts = one.Split('.'), others = other.Split('.');
        for (var i = 0; i + 1 < parts.Length && i + 1 < others.Length; i++)
        {
            if (parts[i] == "services" && others[i] == "services")
            {
                return parts[i + 1] != others[i + 1];
            }
        }
        return false;
    }
}
