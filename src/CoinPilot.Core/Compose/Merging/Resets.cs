using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Merging;

/// <summary>`!reset` and `!override`: what stood at these places in earlier files goes.</summary>
internal static class Resets
{
    public static void Apply(YamlMap tree, IReadOnlyList<string[]> paths)
    {
        foreach (var path in paths)
        {
            var at = tree;
            for (var i = 0; i < path.Length - 1 && at is not null; i++)
            {
                at = at.Map(path[i]);
            }
            if (path.Length > 0)
            {
                at?.Remove(path[^1]);
            }
        }
    }
}
