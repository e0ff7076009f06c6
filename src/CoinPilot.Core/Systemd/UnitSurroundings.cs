using System.Collections.Immutable;

namespace CoinPilot.Systemd;

/// <summary>Variables that systemd may have for every service (DefaultEnvironment=, set-environment) and that a stack's unit must not pass on.</summary>
internal static class UnitSurroundings
{
    // What makes docker and Compose talk to another engine, read another project, or build another image from the same input.
    private static readonly ImmutableArray<string> Steering =
    [
        "BUILDKIT_HOST", "BUILDX_BUILDER", "BUILDX_CONFIG", "BUILDX_GIT_LABELS", "COMPOSE_BAKE", "COMPOSE_COMPATIBILITY", "COMPOSE_EXPERIMENTAL",
        "COMPOSE_DISABLE_ENV_FILE", "COMPOSE_ENV_FILES", "COMPOSE_IGNORE_ORPHANS", "COMPOSE_PARALLEL_LIMIT", "COMPOSE_PROFILES", "COMPOSE_REMOVE_ORPHANS",
        "DOCKER_API_VERSION", "DOCKER_BUILDKIT", "DOCKER_CERT_PATH", "DOCKER_CONTENT_TRUST", "DOCKER_CONFIG", "DOCKER_DEFAULT_PLATFORM", "DOCKER_HOST", "DOCKER_TLS", "DOCKER_TLS_VERIFY",
        "EXPERIMENTAL_BUILDKIT_SOURCE_POLICY", "SOURCE_DATE_EPOCH",
    ];

    // The unit's own, which UnsetEnvironment= would take away as well, and what every program needs.
    private static readonly ImmutableArray<string> Own =
        ["BUILDX_NO_DEFAULT_ATTESTATIONS", "COMPOSE_FILE", "COMPOSE_PATH_SEPARATOR", "COMPOSE_PROJECT_NAME", "DOCKER_CONTEXT", "PATH"];

    /// <summary>Their names, sorted.</summary>
    public static IEnumerable<string> Foreign(ImmutableArray<string> used) =>
        Steering.Union(used.Where(EnvironmentWord.IsName)).Except(Own).Order(StringComparer.Ordinal);
}
