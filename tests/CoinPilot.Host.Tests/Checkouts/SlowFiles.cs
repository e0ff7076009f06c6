using System.Collections.Immutable;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Processes;

namespace CoinPilot.Checkouts;

/// <summary>Files of a checkout, each tree of which takes too long to read.</summary>
internal sealed class SlowFiles(string checkout) : IHostFiles
{
    public FileEntry? Entry(string path) => new(FileKind.Folder, UnixFileMode.UserRead, 1000, 0, default, Group: 1000);

    public FileEntry? Target(string path) => path.EndsWith("/checkout", StringComparison.Ordinal) ? new(FileKind.File, UnixFileMode.UserRead, 0, checkout.Length, default) : Entry(path);

    public byte[]? Read(string path) => System.Text.Encoding.UTF8.GetBytes(checkout);

    public Task<TreeDigest> DigestAsync(string path, Func<string, bool> keeps, TimeSpan bound, CancellationToken ct) => Task.FromResult(new TreeDigest(null, IsLate: true));

    public Stream Open(string path) => throw new NotSupportedException();

    public Stream Create(string path, UnixFileMode mode) => throw new NotSupportedException();

    public void Exchange(string path, string other) => throw new NotSupportedException();

    public void SetModifiedAt(string path, DateTimeOffset time) => throw new NotSupportedException();

    public bool IsWritable(string path) => throw new NotSupportedException();

    public ImmutableArray<string> List(string folder) => throw new NotSupportedException();

    public FreeRoom Room(string path) => throw new NotSupportedException();

    public void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode) => throw new NotSupportedException();

    public void Append(string path, ReadOnlySpan<byte> content, UnixFileMode mode) => throw new NotSupportedException();

    public void SyncAll(string path) => throw new NotSupportedException();

    public void SyncFile(string path) => throw new NotSupportedException();

    public void SyncFolder(string path) => throw new NotSupportedException();

    public void Rename(string path, string target) => throw new NotSupportedException();

    public void Remove(string path) => throw new NotSupportedException();

    public void RemoveTree(string folder) => throw new NotSupportedException();

    public void MakeFolder(string path, UnixFileMode mode) => throw new NotSupportedException();

    public void SetMode(string path, UnixFileMode mode) => throw new NotSupportedException();

    public void Link(string path, string target) => throw new NotSupportedException();

    public IDisposable? TryLock(string path) => throw new NotSupportedException();

    public Task<byte[]?> ReadAsync(FileOwner reader, string path, int most, TimeSpan bound, CancellationToken ct) => throw new NotSupportedException();

    public Task<CommandOutput> AskGitAsync(FileOwner reader, string folder, ImmutableArray<string> arguments, Action<string> onLine, CancellationToken ct) =>
        throw new NotSupportedException();
}
