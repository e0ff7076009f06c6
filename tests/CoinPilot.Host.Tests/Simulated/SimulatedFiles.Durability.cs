using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Processes;

namespace CoinPilot.Simulated;

internal sealed partial class SimulatedFiles
{
    private readonly HashSet<string> locked = [];

    public void SyncFile(string path) => Sync(path);

    public void SyncFolder(string path) => Sync(path);

    public void SyncAll(string path)
    {
        Before?.Invoke("sync-all", path);
        root.SyncAll();
    }

    public IDisposable? TryLock(string path)
    {
        FileAt(path, DurableFiles.Private);
        return locked.Add(path) ? new Held(() => locked.Remove(path)) : null;
    }

    public Task<byte[]?> ReadAsync(FileOwner reader, string path, int most, TimeSpan bound, CancellationToken ct) =>
        Task.FromResult(Read(path) is { } content ? content[..Math.Min(most, content.Length)] : null);

    // Another digest than the archive's, but one that differs with all that it differs with.
    public Task<TreeDigest> DigestAsync(string path, Func<string, bool> keeps, TimeSpan bound, CancellationToken ct)
    {
        StringBuilder told = new();
        Tell(path, "");
        return Task.FromResult(new TreeDigest(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(told.ToString())))));

        void Tell(string at, string name)
        {
            var entry = name.Length == 0 ? Target(at)! : Entry(at)!;
            told.Append(entry.Kind).Append(' ').Append(name).Append(' ').Append(entry.LinkTarget).Append(Convert.ToHexString(Read(at) ?? [])).Append('\n');
            foreach (var below in entry.Kind == FileKind.Folder ? List(at) : [])
            {
                var called = name.Length == 0 ? NameOf(below) : $"{name}/{NameOf(below)}";
                if (keeps(called))
                {
                    Tell(below, called);
                }
            }
        }
    }

    public Task<CommandOutput> AskGitAsync(FileOwner reader, string folder, ImmutableArray<string> arguments, Action<string> onLine, CancellationToken ct) =>
        Task.FromResult(new CommandOutput(127, "", "git: there is none"));

    /// <summary>A file that is there, and on the disk, with all that lies above it.</summary>
    public void Lay(string path, string text = "", UnixFileMode mode = DurableFiles.Private)
    {
        LayFolder(Path.GetDirectoryName(path)!);
        Write(path, Encoding.UTF8.GetBytes(text), mode);
        root.SyncAll();
    }

    public void LayFolder(string path)
    {
        MakeFolder(path, FolderMode);
        root.SyncAll();
    }

    /// <summary>The plug is pulled: what was not synced is lost, what is in memory is gone, nobody holds a lock.</summary>
    public void CutPower()
    {
        root.Forget();
        locked.Clear();
        Find("/run", followsLast: true)?.Entries.Clear();
    }

    /// <summary>Whoever held a lock died.</summary>
    public void Unlock() => locked.Clear();

    private void Sync(string path)
    {
        Before?.Invoke("sync", path);
        (Find(path, followsLast: true) ?? throw Missing(path)).Sync();
    }

    private sealed class Held(Action release) : IDisposable
    {
        public void Dispose() => release();
    }
}
