using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace CoinPilot.Transport;

/// <summary>The agents that are published from this checkout, kept as long as its sources stay the same (D086).</summary>
/// <param name="say">A line for the operator: a first publication takes a while.</param>
public sealed class AgentPublisher : IAgentSource
{
    private static readonly string[] Sources = ["src/CoinPilot.Core", "src/CoinPilot.Host"];

    private static readonly string[] SourceFiles = ["Directory.Build.props", "Directory.Packages.props", "global.json"];

    private static readonly ImmutableDictionary<string, string> Runtimes =
        ImmutableDictionary<string, string>.Empty.Add("x86_64", "linux-x64").Add("aarch64", "linux-arm64");

    private readonly string root;
    private readonly Action<string> say;
    private readonly Lazy<string> stamp;

    // One run has one agent, whatever becomes of the sources meanwhile.
    private readonly ConcurrentDictionary<string, ImmutableArray<string>> digests = new();

    public AgentPublisher(string root, Action<string> say)
    {
        this.root = root;
        this.say = say;
        stamp = new(() => StampOf(root));
    }

    public ImmutableArray<string> DigestsOf(string architecture)
    {
        if (digests.TryGetValue(architecture, out var known))
        {
            return known;
        }

        if (!Runtimes.TryGetValue(architecture, out var runtime))
        {
            return [];
        }

        ImmutableArray<string> fresh = [.. new[] { Native(runtime), Portable(runtime) }.Select(kind => kind?.Fresh?.Digest).OfType<string>()];
        return fresh.IsEmpty ? [] : digests.GetOrAdd(architecture, fresh);
    }

    public async Task<AgentFile?> GetAsync(HostMachine machine, CancellationToken ct)
    {
        if (!Runtimes.TryGetValue(machine.Architecture, out var runtime))
        {
            return null;
        }

        var agent = machine.Glibc is { } glibc && Native(runtime) is { } native && await native.GetAsync(ct).ConfigureAwait(false) is { } made && made.Needs <= glibc
            ? made
            : await Portable(runtime).GetAsync(ct).ConfigureAwait(false);
        var file = AgentFile.Of(await File.ReadAllBytesAsync(agent!.Program, ct).ConfigureAwait(false));
        digests[machine.Architecture] = [file.Digest];
        return file;
    }

    // Linking takes the C toolchain of the architecture that the program is for.
    private AgentPublication? Native(string runtime) =>
        IsThisMachine(runtime)
            ? new(root, AgentKind.Native, runtime, stamp.Value, say)
            : null;

    private AgentPublication Portable(string runtime) => new(root, AgentKind.Portable, runtime, stamp.Value, say);

    private static bool IsThisMachine(string runtime) => OperatingSystem.IsLinux() && HasLinker && runtime == RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => "linux-x64",
        Architecture.Arm64 => "linux-arm64",
        _ => "",
    };

    private static bool HasLinker => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => folder.Length > 0 && (File.Exists(Path.Combine(folder, "clang")) || File.Exists(Path.Combine(folder, "gcc"))));

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
}
