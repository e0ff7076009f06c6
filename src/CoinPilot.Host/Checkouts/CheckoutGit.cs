using System.Collections.Immutable;
using CoinPilot.Agent.Files;
using CoinPilot.Protocol;

namespace CoinPilot.Agent.Checkouts;

/// <summary>A checkout's commit, and how much differs from it; asked as its owner, since git refuses other people's checkouts (D033).</summary>
internal sealed class CheckoutGit(IHostFiles files)
{
    private const int NotInstalled = 127;
    private const int MostShown = 5;

    /// <summary>Null where no folder is.</summary>
    public async Task<GitState?> ReadAsync(string folder, CancellationToken ct)
    {
        if (CheckoutPaths.KindOf(files, folder) != CheckoutPaths.Folder)
        {
            return null;
        }

        var reader = CheckoutPaths.ReaderOf(files, folder, folder);
        var commit = "";
        var asked = await files.AskGitAsync(reader, folder, ["rev-parse", "--verify", "HEAD"], line => commit = line, ct).ConfigureAwait(false);
        if (asked.ExitCode == NotInstalled)
        {
            return Trouble("git is not installed");
        }

        if (!asked.Succeeded || commit.Length == 0)
        {
            const string Prefix = "fatal: ";
            return Trouble(asked.Error.StartsWith(Prefix, StringComparison.Ordinal) ? asked.Error[Prefix.Length..] : "");
        }

        if (reader.User == 0 && await OthersWriteAsync(reader, folder, ct).ConfigureAwait(false))
        {
            return Trouble("others than root may write its settings, which name programs: chmod -R go-w its .git");
        }

        var changes = 0;
        List<string> changed = [];
        var status = await files.AskGitAsync(reader, folder, ["status", "--porcelain", "--untracked-files=normal", "--", "."], Count, ct).ConfigureAwait(false);
        return status.Succeeded ? new(commit, "", changes, [.. changed]) : Trouble(status.Error);

        void Count(string line)
        {
            if (line.Length > 0 && ++changes <= MostShown)
            {
                changed.Add(line);
            }
        }
    }

    // A filter that the settings name runs as soon as git looks into a file.
    private async Task<bool> OthersWriteAsync(FileOwner reader, string folder, CancellationToken ct)
    {
        var settings = "";
        await files.AskGitAsync(reader, folder, ["rev-parse", "--absolute-git-dir"], line => settings = line, ct).ConfigureAwait(false);
        return !IsRootsAlone(settings) || !IsRootsAlone($"{settings}/config");
    }

    private bool IsRootsAlone(string path) => files.Target(path) is { Owner: 0 } entry
        && (entry.Mode & UnixFileMode.OtherWrite) == 0
        && (entry.Group == 0 || (entry.Mode & UnixFileMode.GroupWrite) == 0);

    private static GitState Trouble(string words) => new(null, words.Split('\n')[0].Replace('\t', ' '), 0, []);
}
