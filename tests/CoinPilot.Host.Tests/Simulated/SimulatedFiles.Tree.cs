using CoinPilot.Agent.Files;

namespace CoinPilot.Simulated;

internal sealed partial class SimulatedFiles
{
    private const int MostLinks = 40;

    private void Step(string step, string path, bool grows = false)
    {
        Before?.Invoke(step, path);
        if (IsReadOnly(path))
        {
            throw new IOException($"Read-only file system : '{path}'");
        }

        if (grows && IsFull && !path.StartsWith("/run/", StringComparison.Ordinal))
        {
            throw new IOException($"No space left on device : '{path}'");
        }
    }

    private bool IsReadOnly(string path) => ReadOnly.Any(folder => path == folder || path.StartsWith($"{folder}/", StringComparison.Ordinal));

    // Links above the last word are followed always. Null for nothing, and for links in a circle.
    private FileNode? Find(string path, bool followsLast)
    {
        Stack<string> left = new(path.Split('/').Reverse());
        Stack<FileNode> way = new([root]);
        for (var links = 0; left.TryPop(out var word);)
        {
            if (word == ".." && way.Count > 1)
            {
                way.Pop();
            }

            if (word is "" or "." or "..")
            {
                continue;
            }

            if (!way.Peek().Entries.TryGetValue(word, out var next))
            {
                return null;
            }

            if (next.LeadsTo is not { } target || (left.Count == 0 && !followsLast))
            {
                way.Push(next);
                continue;
            }

            if (++links > MostLinks)
            {
                return null;
            }

            if (target.StartsWith('/'))
            {
                way = new([root]);
            }

            foreach (var more in target.Split('/').Reverse())
            {
                left.Push(more);
            }
        }

        return way.Peek();
    }

    private FileNode Parent(string path) =>
        Find(Path.GetDirectoryName(path)!, followsLast: true) is { Kind: FileKind.Folder } folder ? folder : throw Missing(path);

    private FileNode Add(string path, FileNode node)
    {
        return Parent(path).Entries.TryAdd(NameOf(path), node) ? node : throw new IOException($"{path} is there");
    }

    private FileNode FileAt(string path, UnixFileMode mode) => Find(path, followsLast: true) switch
    {
        null => Add(path, new(FileKind.File, mode, clock.Now)),
        { Kind: FileKind.File } file => file,
        _ => throw new IOException($"{path} is no file"),
    };

    private static string NameOf(string path) => Path.GetFileName(path);

    private static DirectoryNotFoundException Missing(string path) => new($"Could not find a part of the path '{path}'.");

    /// <summary>Grows with each write.</summary>
    private sealed class WrittenFile(SimulatedFiles files, string path, FileNode file) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            files.Step("write", path, grows: true);
            file.Content = [.. file.Content, .. buffer];
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }
    }
}
