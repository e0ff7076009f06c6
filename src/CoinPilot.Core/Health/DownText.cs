using System.Collections.Immutable;

namespace CoinPilot.Health;

/// <summary>How long services were down, as people read it and as the history keeps it.</summary>
public static class DownText
{
    /// <summary><c>web 2.1 s, db 0</c></summary>
    public static string Of(ImmutableArray<ServiceDown> down) => down.IsEmpty ? "nothing was interrupted" : string.Join(", ", down);

    public static string Words(ImmutableArray<ServiceDown> down) => string.Join(' ', down.Select(one => one.Word));

    public static ImmutableArray<ServiceDown> Parse(string words) => [.. words.Split(' ').Select(ServiceDown.TryParse).OfType<ServiceDown>()];
}
