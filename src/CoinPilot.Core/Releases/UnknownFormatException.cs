namespace CoinPilot.Releases;

/// <summary>Something that another version of CoinPilot wrote, which this one can't read: it is left as it is.</summary>
public sealed class UnknownFormatException(FormatVersion format, int version, string what) : DeploymentException(
    $"{what} has version {version} of the format '{format.Name}', this CoinPilot reads "
        + (format.Oldest == format.Current ? $"{format.Current} only" : $"{format.Oldest} to {format.Current}")
        + $". Nothing was touched.\n→ use {(version > format.Current ? "the CoinPilot that wrote it, or a newer one" : "an older CoinPilot, or make it anew")}",
    FailureKind.BadInput);
