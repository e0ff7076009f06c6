using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Checks;

/// <summary>A service among those that are to run.</summary>
internal sealed record ServiceView(string Name, Mark At, YamlMap Map);

/// <summary>The whole tree with the services split by profile.</summary>
internal sealed record ProjectView(
    YamlMap Root,
    IReadOnlyList<ServiceView> Services,
    IReadOnlyList<ServiceView> Disabled,
    IReadOnlySet<string> Removed,
    IReadOnlyCollection<string> UnknownExpressions)
{
    private readonly Dictionary<string, ServiceView> enabled = Services.ToDictionary(s => s.Name, StringComparer.Ordinal);
    private readonly HashSet<string> disabled = [.. Disabled.Select(s => s.Name)];

    public ServiceView? Find(string service) => enabled.GetValueOrDefault(service);

    public bool IsDisabled(string service) => disabled.Contains(service);

    /// <summary>A name that only the host can resolve.</summary>
    public bool IsUnknown(string name) => UnknownExpressions.Any(e => name.Contains(e, StringComparison.Ordinal));

    /// <summary>Whether the name stands in the section, even with a fault that has been reported.</summary>
    public bool Has(string section, string name) =>
        Root.Map(section)?.Has(name) == true || Removed.Contains(section) || Removed.Contains($"{section}.{name}");

    public IEnumerable<string> Names(string section) => Root.Map(section)?.Entries.Select(e => e.Key) ?? [];
}
