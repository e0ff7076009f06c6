using System.Globalization;

namespace CoinPilot.Planning;

/// <summary>How long a service may not serve, and what that is made of.</summary>
public sealed record Interruption(TimeSpan Least, TimeSpan Most, string Source)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Math.Floor(Least.TotalSeconds):0}–{Math.Ceiling(Most.TotalSeconds):0} s ({Source})");
}
