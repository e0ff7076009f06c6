using System.Collections.Immutable;
using CoinPilot.Releases;
using CoinPilot.Systemd;

namespace CoinPilot.Hosts;

/// <summary>The refusal of a unit name that another app's unit has.</summary>
public static class UnitOwner
{
    public static ImmutableArray<Diagnostic> Check(HostState host, AppName app, string unitName) =>
        host.UnitText is { } text && UnitOrigin.Of(text) is { App: { } owner } && owner != app.Text
            ? [new("unit-owner", Severity.Error, $"{unitName} belongs to the app '{owner}', not to '{app}'.", new SourceLocation(host.Hostname), "choose another --unit-name or --app")]
            : [];
}
