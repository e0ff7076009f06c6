namespace CoinPilot.Systemd;

/// <summary>Names of units (systemd.unit(5)).</summary>
public static class UnitName
{
    private const int Longest = 255;

    /// <summary>Whether this is the name of a service that is no template.</summary>
    public static bool IsService(string name) =>
        name.EndsWith(".service", StringComparison.Ordinal)
        && name.Length is > 8 and <= Longest
        && name[0] is not ('.' or '@')
        && !name.EndsWith("@.service", StringComparison.Ordinal)
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '_' or '.' or '\\' or '-' or '@');
}
