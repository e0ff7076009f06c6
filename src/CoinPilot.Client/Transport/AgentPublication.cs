using System.Text;
using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;

namespace CoinPilot.Transport;

/// <summary>How an agent is made (D086).</summary>
public enum AgentKind
{
    /// <summary>Machine code, linked here: starts in milliseconds, and needs a C library as new as the one here had to be.</summary>
    Native,

    /// <summary>With its runtime: made on any system, for any host with glibc 2.27.</summary>
    Portable,
}

/// <summary>The agent of one kind for one runtime, made from the sources that a stamp stands for.</summary>
internal sealed partial class AgentPublication(string root, AgentKind kind, string runtime, string stamp, Action<string> say)
{
    private const string NotToBeHad = "none";

    // What the portable one needs is the runtime's own bound.
    private static readonly Version Oldest = new(2, 27);

    /// <param name="Program">The path of the program.</param>
    /// <param name="Needs">The oldest glibc that it runs with.</param>
    public sealed record Made(string Program, string Digest, Version Needs);

    /// <summary>What was published from these sources; null where nothing was.</summary>
    /// <remarks>A stamp that was cut off, or that is another program's, is none.</remarks>
    public Made? Fresh => StampLines is [var made, var digest, var needs, ..] && made == stamp && digest != NotToBeHad && Version.TryParse(needs, out var oldest)
        && File.Exists(Program) && (StampLines is [_, _, _, var looks, ..] && looks == Looks || AgentFile.DigestOf(File.ReadAllBytes(Program)) == digest)
        ? new(Program, digest, oldest)
        : null;

    /// <summary>Publishes it if need be; null where the native one can't be made here. Throws <see cref="DeploymentException"/> for the portable one.</summary>
    public async Task<Made?> GetAsync(CancellationToken ct)
    {
        Directory.CreateDirectory(Folder);
        await using var held = await HoldAsync(Path.Combine(Folder, ".lock"), () => say("another run publishes the agent: waiting for it"), ct).ConfigureAwait(false);
        if (Fresh is { } fresh)
        {
            return fresh;
        }

        if (StampLines is [var tried, NotToBeHad, ..] && tried == stamp)
        {
            return null;
        }

        say($"publishing the agent for {runtime}: once for these sources, it takes about a minute");
        File.Delete(StampFile);
        var result = await PublishAsync(ct).ConfigureAwait(false);
        if (result.ExitCode == 0)
        {
            var program = await File.ReadAllBytesAsync(Program, ct).ConfigureAwait(false);
            await File.WriteAllTextAsync(StampFile, $"{stamp}\n{AgentFile.DigestOf(program)}\n{NeedsOf(program)}\n{Looks}\n", ct).ConfigureAwait(false);
            return Fresh;
        }

        var said = (result.StandardOutput + result.StandardError).Trim();
        if (kind == AgentKind.Portable)
        {
            throw new DeploymentException(
                $"The agent for {runtime} could not be published: dotnet publish ended with {result.ExitCode}.\n{said}\n"
                + $"→ see whether packages can be restored here: dotnet restore src/CoinPilot.Host -r {runtime}");
        }

        var log = Path.Combine(Folder, "publish.log");
        await File.WriteAllTextAsync(log, said + "\n", ct).ConfigureAwait(false);
        await File.WriteAllTextAsync(StampFile, $"{stamp}\n{NotToBeHad}\n\n", ct).ConfigureAwait(false);
        say($"the native agent can't be made on this machine ({log}): the portable one does the same, 0.1 to 0.2 s slower at each step");
        return null;
    }

    private string Name => kind.ToString().ToLowerInvariant();

    private string Folder => Path.Combine(root, "artifacts", "agent", $"{runtime}-{Name}");

    private string Program => Path.Combine(Folder, "coinpilot");

    private string StampFile => Path.Combine(Folder, ".stamp");

    // A program that looks as it did needs no reading: with both kinds here that is 0.08 s of each command.
    private string Looks => FormattableString.Invariant($"{new FileInfo(Program).Length} {File.GetLastWriteTimeUtc(Program).Ticks}");

    private string[] StampLines => File.Exists(StampFile) ? File.ReadAllLines(StampFile) : [];

    // Apart from what an ordinary build makes of the same projects, which may run at the same time (D013).
    private string BuildFolder => Path.Combine(root, "artifacts", "agent", "build", Name);

    private async Task<BufferedCommandResult> PublishAsync(CancellationToken ct) => await Cli.Wrap(DotNet())
        .WithArguments(
        [
            "publish", Path.Combine(root, "src/CoinPilot.Host"), "-c", "Release", "-r", runtime, "-o", Folder, "--artifacts-path", BuildFolder,
            $"-p:AgentKind={Name}", "-v", "q", "--nologo",
        ])
        .WithEnvironmentVariables(variables => variables.Set("DOTNET_CLI_UI_LANGUAGE", "en"))
        .WithValidation(CommandResultValidation.None)
        .ExecuteBufferedAsync(ct)
        .ConfigureAwait(false);

    // The versions of the symbols that the linker took from the C library stand in the program as text (elf(5), .gnu.version_r).
    private Version NeedsOf(byte[] program) => kind == AgentKind.Portable
        ? Oldest
        : Symbols().Matches(Encoding.Latin1.GetString(program)).Select(match => Version.Parse(match.Groups[1].Value)).Append(Oldest).Max()!;

    // Two runs of one checkout publish once.
    private static async Task<FileStream> HoldAsync(string path, Action onWait, CancellationToken ct)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                if (isFirst)
                {
                    onWait();
                }

                await Task.Delay(TimeSpan.FromSeconds(0.2), ct).ConfigureAwait(false);
            }
        }
    }

    // build.sh may have installed an SDK that is on nobody's PATH: the one that runs this program is right.
    private static string DotNet() => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    [GeneratedRegex(@"\0GLIBC_(\d+\.\d+)(?=\0)")]
    private static partial Regex Symbols();
}
