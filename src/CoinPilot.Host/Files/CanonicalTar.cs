using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using CoinPilot.Agent.Processes;

namespace CoinPilot.Agent.Files;

/// <summary>The sha256 of the archive that tar(1) makes of a tree, byte for byte as the shell program made it: releases hold it.</summary>
/// <remarks>What git or a login may change without changing the content is left out: times, owners, groups' modes (D049).</remarks>
internal static class CanonicalTar
{
    private static readonly ImmutableArray<string> Arguments =
    [
        "--format=gnu", "--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner", "--hard-dereference", "--mode=u=rwX,go=rX", "-cf", "-",
    ];

    // Names of a tree that holds more are not held.
    private const int MostNames = 64 * 1024 * 1024;

    /// <summary>Of what is below a folder.</summary>
    public static async Task<TreeDigest> OfFolderAsync(string folder, Func<string, bool> keeps, TimeSpan bound, CancellationToken ct)
    {
        var begun = Stopwatch.GetTimestamp();
        NameList names = new(keeps, () => Stopwatch.GetElapsedTime(begun) >= bound);
        HostCommand find = new("find", [".", "-mindepth", "1", "(", "-type", "f", "-o", "-type", "d", "-o", "-type", "l", ")", "-printf", "%P\\n"], bound)
        {
            Folder = folder,
            Environment = CleanEnvironment.With(),
        };
        await using (names.ConfigureAwait(false))
        {
            var found = await find.RunAsync(names, ct).ConfigureAwait(false);
            var left = bound - Stopwatch.GetElapsedTime(begun);
            return !found.Succeeded || names.IsTooMuch || left <= TimeSpan.Zero
                ? new(null, found.ExitCode == HostCommand.TimedOut || names.IsTooMuch || left <= TimeSpan.Zero)
                : await DigestAsync(folder, ["--no-recursion", "--verbatim-files-from", "-T", "-"], names.Sorted(), left, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Of what a path leads to; what is no file is told by its kind, and not opened.</summary>
    public static Task<TreeDigest> OfFileAsync(string path, TimeSpan bound, CancellationToken ct) =>
        DigestAsync(Path.GetDirectoryName(path) ?? "/", ["--dereference", "--", $"./{Path.GetFileName(path)}"], null, bound, ct);

    private static async Task<TreeDigest> DigestAsync(string folder, ImmutableArray<string> arguments, ReadOnlyMemory<byte>? input, TimeSpan bound, CancellationToken ct)
    {
        using var hash = SHA256.Create();
        await using CryptoStream archive = new(Stream.Null, hash, CryptoStreamMode.Write);
        HostCommand tar = new("tar", [.. Arguments, .. arguments], bound) { Folder = folder, InputBytes = input, Environment = CleanEnvironment.With() };
        var said = await tar.RunAsync(archive, ct).ConfigureAwait(false);
        await archive.FlushFinalBlockAsync(ct).ConfigureAwait(false);
        return said.Succeeded ? new(Convert.ToHexStringLower(hash.Hash!)) : new(null, said.ExitCode == HostCommand.TimedOut);
    }

    /// <summary>Takes lines of names as they come, and holds those that are kept.</summary>
    private sealed class NameList(Func<string, bool> keeps, Func<bool> isLate) : Stream
    {
        private readonly List<string> names = [];
        private readonly ArrayBufferWriter<byte> line = new();
        private int held;

        public bool IsTooMuch { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            while (!IsTooMuch && buffer.IndexOf((byte)'\n') is >= 0 and var end)
            {
                line.Write(buffer[..end]);
                Take(Encoding.Latin1.GetString(line.WrittenSpan));
                line.ResetWrittenCount();
                buffer = buffer[(end + 1)..];
            }

            // Names of one file end somewhere; a kernel knows none that is longer.
            if (!IsTooMuch)
            {
                line.Write(buffer);
            }
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Write(buffer.AsSpan(offset, count));
            return Task.CompletedTask;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        /// <summary>A line each, in the order of their bytes.</summary>
        public byte[] Sorted()
        {
            names.Sort(StringComparer.Ordinal);
            return Encoding.Latin1.GetBytes(string.Concat(names.Select(name => name + "\n")));
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private void Take(string name)
        {
            if (keeps(name))
            {
                names.Add(name);
                held += name.Length + 1;
            }

            IsTooMuch = held > MostNames || isLate();
        }
    }
}
