namespace CoinPilot.Health;

/// <summary>What Compose and the engine do where a Compose file says nothing, and what we allow where nobody says anything.</summary>
internal static class HealthDefaults
{
    public const int Retries = 3;

    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Between two looks within the start period.</summary>
    public static readonly TimeSpan StartInterval = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(10);

    /// <summary>For a healthcheck that the image brings: it is not known before it reports, and the engine's first look comes after 30 s.</summary>
    public static readonly TimeSpan ImageHealth = TimeSpan.FromSeconds(60);

    /// <summary>For a service without a healthcheck to answer its probe.</summary>
    public static readonly TimeSpan Probed = TimeSpan.FromSeconds(60);

    /// <summary>For a one-shot that others wait for: it has no healthcheck to derive a limit from.</summary>
    public static readonly TimeSpan OneShot = TimeSpan.FromMinutes(5);
}
