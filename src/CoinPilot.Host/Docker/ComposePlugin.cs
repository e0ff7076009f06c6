using CoinPilot.Agent.Files;

namespace CoinPilot.Agent.Docker;

/// <summary>The Docker command and its Compose plugin, as root's own find them.</summary>
/// <param name="DockerPath">Empty where there is none.</param>
/// <param name="PluginPath">Empty where there is none.</param>
/// <param name="Version">x.y.z, or missing.</param>
public sealed record ComposePlugin(string DockerPath, bool IsSnap, string PluginPath, string Version)
{
    public const string Missing = "missing";
    public const string Engine = "engine";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private static readonly string[] Folders =
        ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin", "/snap/bin"];

    // Where the Docker command looks, in its order (docker/cli, cli-plugins/manager).
    private static readonly string[] PluginFolders =
    [
        "/root/.docker/cli-plugins", "/usr/local/lib/docker/cli-plugins", "/usr/local/libexec/docker/cli-plugins", "/usr/lib/docker/cli-plugins", "/usr/libexec/docker/cli-plugins",
    ];

    // The command itself is 30 MB and more; what stands in for it is a script.
    private const long LongestScript = 1024 * 1024;

    /// <summary>The command is podman's.</summary>
    public bool IsPodman { get; init; }

    /// <param name="versions">What was asked before on this connection.</param>
    public static async Task<ComposePlugin> FindAsync(IHostFiles files, IDocker engine, ComposeVersions versions, CancellationToken ct)
    {
        var (docker, plugin) = Paths(files);
        ComposePlugin found = new(docker, IsSnapOf(files, docker), docker.Length == 0 ? "" : plugin, Missing) { IsPodman = IsPodmanOf(files, docker) };
        if (found.PluginPath.Length == 0)
        {
            return found;
        }

        return found with { Version = await versions.OfAsync(found.PluginPath, () => AskAsync(engine, ct)).ConfigureAwait(false) };
    }

    private static async Task<string> AskAsync(IDocker engine, CancellationToken ct)
    {
        var said = await engine.ComposeAsync(new(["version", "--short"], Bound), ct).ConfigureAwait(false);
        var version = said.Succeeded ? said.Output.Trim().TrimStart('v').Split('-', '+', '~')[0] : "";
        return version.Length > 0 ? version : Missing;
    }

    private static bool IsPodmanOf(IHostFiles files, string docker) =>
        docker.Length > 0 && files.Target(docker) is { Length: < LongestScript } && files.ReadText(docker) is { } script && script.Contains("podman", StringComparison.OrdinalIgnoreCase);

    /// <summary>engine, podman, snap, rootless or missing.</summary>
    /// <param name="engine">What the engine said; null when it said nothing.</param>
    public string FlavourWith(EngineInfo? engine) =>
        DockerPath.Length == 0 ? Missing
        : IsSnap ? "snap"
        : IsPodman || engine is { IsPodman: true } ? "podman"
        : engine is { IsRootless: true } ? "rootless"
        : Engine;

    /// <summary>Where the two programs are; empty for one that is not here.</summary>
    public static (string Docker, string Plugin) Paths(IHostFiles files) =>
    (
        Folders.Select(folder => $"{folder}/docker").FirstOrDefault(path => IsProgram(files, path)) ?? "",
        PluginFolders.Select(folder => $"{folder}/docker-compose").FirstOrDefault(path => IsProgram(files, path)) ?? "");

    private static bool IsProgram(IHostFiles files, string path) =>
        files.Target(path) is { Kind: FileKind.File } file && (file.Mode & UnixFileMode.UserExecute) != 0;

    // The snap's commands are links to one program.
    private static bool IsSnapOf(IHostFiles files, string docker) =>
        docker.StartsWith("/snap/", StringComparison.Ordinal) || (docker.Length > 0 && files.Entry(docker)?.LinkTarget is { } target && (target.EndsWith("/snap", StringComparison.Ordinal) || target.StartsWith("/snap/", StringComparison.Ordinal)));
}
