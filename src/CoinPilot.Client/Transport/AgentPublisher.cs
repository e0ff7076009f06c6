using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using CliWrap;
using CliWrap.Buffered;

namespace CoinPilot.Transport;

/// <summary>The agents that are published from this checkout, one for each architecture, and kept as long as its sources stay the same.</summary>
/// <param name="say">A line for the operator: a first publication takes a while.</param>
public sealed class AgentPublisher(string root, Action<string> say) : IAgentSource
{
    private static readonly string[] Sources = ["src/CoinPilot.Core", "src/CoinPilot.Host"];

    private static readonly string[] SourceFiles = ["Directory.Build.props", "Directory.Packages.props", "global.json"];

    private static readonly ImmutableDictionary<string, string> Runtimes =
        ImmutableDictionary<string, string>.Empty.Add("x86_64", "linux-x64").Add("aarch64", "linux-arm64");

    private readonly Lazy<string> stamp = new(() => StampOf(root));

    // One run has one agent, whatever becomes of the sources meanwhile.
    private readonly ConcurrentDictionary<string, string> digests = new();

    public string? DigestOf(string architecture) =>
        digests.TryGetValue(architecture, out var known) ? known
        : Runtimes.TryGetValue(architecture, out var runtime) && Fresh(runtime) is { } digest ? digests.GetOrAdd(architecture, digest)
        : null;

    public async Task<AgentFile?> GetAsync(string architecture, CancellationToken ct)
    {
        if (!Runtimes.TryGetValue(architecture, out var runtime))
        {
            return null;
        }

        await PublishAsync(runtime, ct).ConfigureAwait(false);
        var agent = AgentFile.Of(await File.ReadAllBytesAsync(ProgramOf(runtime), ct).ConfigureAwait(false));
        digests[architecture] = agent.Digest;
        return agent;
    }

    private async Task PublishAsync(string runtime, CancellationToken ct)
    {
        Directory.CreateDirectory(FolderOf(runtime));
        await using var held = await HoldAsync(Path.Combine(FolderOf(runtime), ".lock"), ct).ConfigureAwait(false);
        if (Fresh(runtime) is not null)
        {
            return;
        }

        say($"publishing the agent for {runtime}: once for these sources, it takes about a minute");
        File.Delete(StampFileOf(runtime));
        var result = await Cli.Wrap(DotNet())
            .WithArguments(["publish", Path.Combine(root, "src/CoinPilot.Host"), "-c", "Release", "-r", runtime, "-o", FolderOf(runtime), "--artifacts-path", BuildFolder, "-v", "q", "--nologo"])
            .WithEnvironmentVariables(variables => variables.Set("DOTNET_CLI_UI_LANGUAGE", "en"))
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(ct)
            .ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw new DeploymentException(
                $"The agent for {runtime} could not be published: dotnet publish ended with {result.ExitCode}.\n{(result.StandardOutput + result.StandardError).Trim()}\n"
                + $"→ see whether packages can be restored here: dotnet restore src/CoinPilot.Host -r {runtime}");
        }

        var digest = AgentFile.DigestOf(await File.ReadAllBytesAsync(ProgramOf(runtime), ct).ConfigureAwait(false));
        await File.WriteAllTextAsync(StampFileOf(runtime), $"{stamp.Value}\n{digest}\n", ct).ConfigureAwait(false);
    }

    // Two runs of one checkout publish once.
    private static async Task<FileStream> HoldAsync(string path, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromSeconds(0.2), ct).ConfigureAwait(false);
            }
        }
    }

    // The digest of what was published from these sources; null where nothing was.
    private string? Fresh(string runtime) =>
        File.Exists(ProgramOf(runtime)) && File.Exists(StampFileOf(runtime)) && File.ReadAllText(StampFileOf(runtime)).Split('\n') is [var made, var digest, ..] && made == stamp.Value
            ? digest
            : null;

    // Apart from what an ordinary build makes of the same projects, which may run at the same time (D013).
    private string BuildFolder => Path.Combine(root, "artifacts", "agent", "build");

    private string FolderOf(string runtime) => Path.Combine(root, "artifacts", "agent", runtime);

    private string ProgramOf(string runtime) => Path.Combine(FolderOf(runtime), "coinpilot");

    private string StampFileOf(string runtime) => Path.Combine(FolderOf(runtime), ".stamp");

    private static string StampOf(string root)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var files = Sources.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories))
            .Concat(SourceFiles.Select(file => Path.Combine(root, file)))
            .Select(path => (Path: path, Name: Path.GetRelativePath(root, path).Replace('\\', '/')))
            .Where(file => !file.Name.Contains("/obj/", StringComparison.Ordinal) && !file.Name.Contains("/bin/", StringComparison.Ordinal));
        foreach (var (path, name) in files.OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(path)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // build.sh may have installed an SDK that is on nobody's PATH: the one that runs this program is right.
    private static string DotNet() => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
}
