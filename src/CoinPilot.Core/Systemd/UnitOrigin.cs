namespace CoinPilot.Systemd;

/// <summary>What an installed unit says about where it comes from; both null in a unit that isn't ours.</summary>
public sealed record UnitOrigin(string? App, string? Release)
{
    public const string AppKey = "X-CoinPilot-App";
    public const string ReleaseKey = "X-CoinPilot-Release";

    public static UnitOrigin Of(UnitFile unit) => new(unit.Last("Unit", AppKey), unit.Last("Unit", ReleaseKey));

    public static UnitOrigin Of(string unitText) => Of(UnitFile.Parse(unitText));
}
