namespace CoinPilot.Releases;

/// <summary>What a shipped path is for.</summary>
public enum ShippedUse
{
    BuildContext,
    Dockerfile,
    BindMount,
    EnvFile,
    Config,
    Secret,
}

/// <summary>A file or folder of the source tree that travels to the host as one immutable object.</summary>
/// <param name="Owner">The service, or the name of the config or secret.</param>
/// <param name="LocalPath">Absolute path in the source tree.</param>
/// <param name="Dockerfile">For a build context: the Dockerfile as written, kept even where .dockerignore names it.</param>
public sealed record ShippedPath(ShippedUse Use, string Owner, string LocalPath, string? Dockerfile = null);
