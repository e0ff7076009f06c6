namespace CoinPilot.Systemd;

/// <summary>What an installed unit says about where it comes from; both null in a unit that isn't ours.</summary>
public sealed record UnitOrigin(string? App, string? Release)
{
    public const string AppKey = "X-CoinPilot-App";
    public const string ReleaseKey = "X-CoinPilot-Release";

    /// <summary>Whether a deployment of ours installed it: one made by the renderer for installation by hand names no release.</summary>
    public bool IsOurs => Release is not null;

    public static UnitOrigin Of(UnitFile unit) => new(unit.Last("Unit", AppKey), unit.Last("Unit", ReleaseKey));

    public static UnitOrigin Of(string unitText) => Of(UnitFile.Parse(unitText));
}
