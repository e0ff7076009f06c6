using System.Collections.Immutable;
using CoinPilot.Hosts;
using CoinPilot.Protocol;

namespace CoinPilot.Stack;

/// <summary>A folder on the host that a stack lies in: its files, and what git says of it.</summary>
/// <param name="Commit">Null when it is no git checkout that could be read; <paramref name="GitTrouble"/> says why.</param>
/// <param name="Changes">How many files differ from the commit, the first few of them in <paramref name="Changed"/>.</param>
/// <param name="EnvFileDigest">sha256 of the .env beside the Compose file, which is never read; null without one.</param>
public sealed record StackFolder(
    string Directory, HostTree Tree, string? Commit, string GitTrouble, int Changes, ImmutableArray<string> Changed, string? EnvFileDigest)
{
    public bool IsDirty => Changes > 0;

    public string EnvFile => HostPath.Join(Directory, ".env");

    public static StackFolder Of(string directory, HostTree tree, CheckoutAnswer answer)
    {
        var git = answer.Git ?? new(null, "", 0, []);
        return new(directory, tree, git.Commit, git.Trouble, git.Changes, git.Changed, answer.Sums.LastOrDefault() is { } env and not "-" ? env : null);
    }

    /// <summary>The checkout in one line.</summary>
    public string Describe() => Commit is null
        ? $"{Directory} is no git checkout that can be read ({GitTrouble}): the release cannot say which commit it is"
        : $"{Directory} is at commit {Commit[..Math.Min(12, Commit.Length)]}" + Changes switch
        {
            0 => ", with nothing changed",
            1 => $", and differs from it in a file: {List()}",
            _ => $", and differs from it in {Changes} files: {List()}",
        };

    private string List() => string.Join(", ", Changed.Select(line => line.Trim())) + (Changes > Changed.Length ? ", …" : "");
}
