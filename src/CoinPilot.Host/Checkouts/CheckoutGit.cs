using System.Collections.Immutable;
using CoinPilot.Agent.Files;
using CoinPilot.Protocol;

namespace CoinPilot.Agent.Checkouts;

/// <summary>A checkout's commit, and how much differs from it; asked as its owner, since git refuses other people's checkouts.</summary>
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

    private static GitState Trouble(string words) => new(null, words.Split('\n')[0].Replace('\t', ' '), 0, []);
}
