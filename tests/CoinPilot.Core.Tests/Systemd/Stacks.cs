using CoinPilot.Health;

namespace CoinPilot.Systemd;

/// <summary>Stacks to render units of.</summary>
internal static class Stacks
{
    private const string Base = "/var/lib/coinpilot/coinpilot";
    private const string Release = "20261124-053107-ab12cd3";

    /// <summary>A release as a deployment installs it.</summary>
    public static StackUnit Deployed { get; } = new()
    {
        App = "coinpilot",
        UnitName = "coinpilot-compose.service",
        ReleaseId = Release,
        ProjectName = "coinpilot",
        ComposeFiles = [$"{Base}/releases/{Release}/docker-compose.prod.yml", $"{Base}/releases/{Release}/compose.release.yml"],
        ProjectDirectory = $"{Base}/project",
        EnvFile = "/etc/coinpilot/coinpilot/.env",
        StartBound = TimeSpan.FromSeconds(180),
        LongestStopGracePeriod = TimeSpan.FromSeconds(60),
    };

    private static StackBudgets Budgets { get; } = StackBudgets.Of(ProductionStack.Read(env => env).Project!);

    /// <summary>The unit for installation by hand, from a checkout at /opt/coin-pilot; its times follow the Compose file.</summary>
    public static StackUnit ByHand { get; } = new()
    {
        App = "coinpilot",
        UnitName = "coinpilot-compose.service",
        ProjectName = "coinpilot",
        ComposeFiles = ["/opt/coin-pilot/deploy/cloud/oci/docker-compose.prod.yml"],
        ProjectDirectory = "/opt/coin-pilot/deploy/cloud/oci",
        EnvFile = "/opt/coin-pilot/deploy/cloud/oci/.env",
        StartBound = Budgets.StartBound,
        LongestStopGracePeriod = Budgets.LongestStop,
    };
}
