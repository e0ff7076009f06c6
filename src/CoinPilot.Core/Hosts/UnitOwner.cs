using System.Collections.Immutable;
using CoinPilot.Releases;
using CoinPilot.Systemd;

namespace CoinPilot.Hosts;

/// <summary>One app, one unit: the refusal of a unit that another app or the host itself has, and of a second unit for one app (D027).</summary>
public static class UnitOwner
{
    public static ImmutableArray<Diagnostic> Check(HostState host, AppName app, string unitName)
    {
        if (host.UnitText is { } text && UnitOrigin.Of(text) is { App: { } owner } && owner != app.Text)
        {
            return [Error(host, $"{unitName} belongs to the app '{owner}', not to '{app}'.", "choose another --unit-name or --app")];
        }

        if (host.UnitTrouble is { } trouble)
        {
            return [Error(host, $"{trouble.Text}.", trouble.Fix)];
        }

        return
        [
            .. host.OtherUnits.Select(other => Error(
                host,
                $"{other} is the unit of the app '{app}' on this host; {unitName} beside it would start the same Compose project.",
                IsThere(host)
                    ? $"one of the two must go, which stops nothing that runs; on the host: {Removal(other)}"
                    : $"give --unit-name {other}; or first take it away: {Commands.Remove} --unit-name {other}")),
        ];
    }

    /// <summary>Of two units that are both there, the way to have one; what runs goes on.</summary>
    public static string Removal(string unit) => $"sudo systemctl disable {unit} && sudo rm /etc/systemd/system/{unit} && sudo systemctl daemon-reload";

    /// <summary>The unit of the given name is one of ours.</summary>
    public static bool IsThere(HostState host) => host.Current is not ("none" or "foreign");

    private static Diagnostic Error(HostState host, string message, string fix) =>
        new("unit-owner", Severity.Error, message, new SourceLocation(host.Hostname), fix);
}
