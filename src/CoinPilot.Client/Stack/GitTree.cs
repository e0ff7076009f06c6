using System.Collections.Immutable;
using CliWrap;
using CliWrap.Buffered;
using CoinPilot.CommandLine;

namespace CoinPilot.Stack;

/// <summary>What git knows of the source tree: the commit, whether it is dirty, which files are executable.</summary>
/// <param name="Commit">Null outside of a repository or without git.</param>
/// <param name="Modes">Absolute path → executable, for tracked files: a checkout on Windows has no modes of its own.</param>
public sealed record GitTree(string? Commit, bool Dirty, ImmutableDictionary<string, bool> Modes)
{
    public static readonly GitTree None = new(null, false, ImmutableDictionary<string, bool>.Empty);

    /// <summary>Reads the repository that holds <paramref name="folder"/>; <see cref="None"/> where there is none.</summary>
    public static async Task<GitTree> ReadAsync(string folder, CancellationToken ct)
    {
        var top = await Git(folder, ["rev-parse", "--show-toplevel"], ct).ConfigureAwait(false);
        if (top is null)
        {
            return None;
        }

        var root = top.Trim();
        var commit = Git(folder, ["rev-parse", "HEAD"], ct);
        var status = Git(folder, ["status", "--porcelain", "--untracked-files=normal", "--", "."], ct);
        var staged = Git(folder, ["ls-files", "--stage", "-z", "--full-name"], ct);
        await Task.WhenAll(commit, status, staged).ConfigureAwait(false);
        return new((await commit)?.Trim(), await status is { Length: > 0 }, Parse(root, await staged ?? ""));
    }

    private static ImmutableDictionary<string, bool> Parse(string root, string staged)
    {
        var modes = ImmutableDictionary.CreateBuilder<string, bool>(StringComparer.Ordinal);
        foreach (var entry in staged.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var tab = entry.IndexOf('\t', StringComparison.Ordinal);
            modes[$"{root}/{entry[(tab + 1)..]}"] = entry.StartsWith("100755", StringComparison.Ordinal);
        }

        return modes.ToImmutable();
    }

    private static async Task<string?> Git(string folder, string[] arguments, CancellationToken ct)
    {
        try
        {
            var command = Cli.Wrap("git").WithArguments(["-C", folder, .. arguments]).WithValidation(CommandResultValidation.None);
            var result = await ChildProcesses.RunAsync(() => command.ExecuteBufferedAsync(ct)).ConfigureAwait(false);
            return result.ExitCode == 0 ? result.StandardOutput : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // git is not installed: the source tree is one without history, which is allowed.
            return null;
        }
    }
}
