using System.Collections.Immutable;
using System.Reflection;
using CoinPilot.Compose.Lints;

namespace CoinPilot.Compose;

/// <summary>Every rule: those of Compose itself, which decide about acceptance, and the lints.</summary>
public static class ComposeRules
{
    /// <summary>The rules by which Compose accepts or refuses a file, wherever they are declared.</summary>
    public static ImmutableArray<ComposeRule> OfCompose { get; } =
    [
        .. typeof(ComposeRules).Assembly.GetTypes()
            .Where(t => t.Namespace?.StartsWith(typeof(ComposeRules).Namespace!, StringComparison.Ordinal) == true)
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Where(f => f.FieldType == typeof(ComposeRule))
            .Select(f => (ComposeRule)f.GetValue(null)!)
            .Where(r => ComposeLints.Rules.All(l => l.Id != r.Id))
            .OrderBy(r => r.Id, StringComparer.Ordinal),
    ];

    /// <summary>The rules that speak about a file which Compose accepts, and which may be allowed.</summary>
    public static ImmutableArray<ComposeRule> OfLints { get; } = [.. ComposeLints.Rules.OrderBy(r => r.Id, StringComparer.Ordinal)];
}
