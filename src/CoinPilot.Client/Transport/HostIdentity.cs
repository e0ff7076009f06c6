using CoinPilot.Protocol;
using CoinPilot.Releases;

namespace CoinPilot.Transport;

/// <summary>Which app and unit every verb is about, and who asks.</summary>
/// <param name="User">The login user; root needs no sudo.</param>
/// <param name="By">Who deploys, for the host's journal.</param>
/// <param name="From">Where from, for the host's journal.</param>
public sealed record HostIdentity(AppName App, string UnitName, string User, string By, string From)
{
    public bool IsRoot => User == "root";

    public IEnumerable<string> Arguments =>
        [$"app={App}", $"unit={UnitName}", $"project={App}", $"by={Sanitise(By)}", $"from={Sanitise(From)}"];

    public AgentScope Scope => new(App.Text, UnitName, App.Text, Sanitise(By), Sanitise(From));

    // The journal's alphabet; anything else could break out of a JSON string.
    private static string Sanitise(string text) =>
        new([.. text.Select(c => char.IsAsciiLetterOrDigit(c) || "._:@/ -".Contains(c, StringComparison.Ordinal) ? c : '-').Take(80)]);
}
