using System.Collections.Immutable;
using CoinPilot.Agent.Processes;

namespace CoinPilot.Agent.Docker;

/// <summary>Compose by its command line.</summary>
internal static class ComposeCommand
{
    // As the unit has it: none of a login's, and nothing that a build adds by itself.
    private static readonly ImmutableDictionary<string, string?> Environment = ImmutableDictionary<string, string?>.Empty
        .Add("LC_ALL", "C").Add("BUILDX_NO_DEFAULT_ATTESTATIONS", "1").Add("COMPOSE_PATH_SEPARATOR", ":").Add("DOCKER_CLI_HINTS", "false");

    /// <param name="arguments">After <c>docker compose</c>.</param>
    public static HostCommand Of(ImmutableArray<string> arguments, TimeSpan bound) => new("docker", ["compose", .. arguments], bound) { Environment = Environment };
}
