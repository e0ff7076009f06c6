using System.Globalization;

namespace CoinPilot.Benchmarks;

/// <summary>Durations of the same thing measured several times, as text for a table.</summary>
internal static class Samples
{
    public static double Median(IReadOnlyCollection<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The median, and in brackets the least and the most.</summary>
    public static string Seconds(IReadOnlyCollection<double> values) => values.Count == 1
        ? Seconds(values.Single())
        : string.Create(CultureInfo.InvariantCulture, $"{Median(values):0.00} s ({values.Min():0.00}–{values.Max():0.00})");

    public static string Seconds(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.00} s");
}
