namespace CoinPilot.Hosts;

/// <summary>Data that a service had when its release was confirmed, and that it would not find (D095).</summary>
/// <param name="Source">The volume's name, or the path.</param>
/// <param name="Why">What is wrong with it, after its name.</param>
/// <param name="IsHeldBack">The service is not started on it; else it only is another one by now.</param>
public sealed record LackingData(string Service, string Destination, string Source, string Why, bool IsHeldBack)
{
    public override string ToString() => $"{Source} ({Destination} of {Service}) {Why}";
}
