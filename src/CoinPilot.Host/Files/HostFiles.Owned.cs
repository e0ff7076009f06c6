using System.Collections.Immutable;
using CoinPilot.Agent.Processes;

namespace CoinPilot.Agent.Files;

/// <summary>What is read with the rights of somebody else than root, or may take as long as they like: by a program that can be ended.</summary>
public sealed partial class HostFiles
{
    private static readonly TimeSpan GitBound = TimeSpan.FromSeconds(60);

    public async Task<byte[]?> ReadAsync(FileOwner reader, string path, int most, TimeSpan bound, CancellationToken ct)
    {
        using MemoryStream content = new();
        var said = await As(reader, bound, ["head", "-c", $"{most}", "--", path]).RunAsync(content, ct).ConfigureAwait(false);
        return said.Succeeded ? content.ToArray() : null;
    }

    public Task<TreeDigest> DigestAsync(string path, Func<string, bool> keeps, TimeSpan bound, CancellationToken ct) =>
        Target(path)?.Kind == FileKind.Folder ? CanonicalTar.OfFolderAsync(path, keeps, bound, ct) : CanonicalTar.OfFileAsync(path, bound, ct);

    public async Task<CommandOutput> AskGitAsync(FileOwner reader, string folder, ImmutableArray<string> arguments, Action<string> onLine, CancellationToken ct)
    {
        var account = await HostCommand.Of("getent", GitBound, "passwd", $"{reader.User}").RunAsync(ct).ConfigureAwait(false);
        var git = As(reader, GitBound, ["git", "-c", "core.fsmonitor=false", "-C", folder, .. arguments]) with
        {
            Environment = CleanEnvironment.With(new("HOME", account.Output.TrimEnd('\n').Split(':').ElementAtOrDefault(5) ?? ""), new("GIT_OPTIONAL_LOCKS", "0")),
        };
        return await git.RunAsync(onLine, ct).ConfigureAwait(false);
    }

    private static HostCommand As(FileOwner reader, TimeSpan bound, ImmutableArray<string> command) =>
        new("setpriv", ["--reuid", $"{reader.User}", "--regid", $"{reader.Group}", "--clear-groups", "--", .. command], bound) { Environment = CleanEnvironment.With() };
}
