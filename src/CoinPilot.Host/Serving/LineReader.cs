using System.Buffers;

namespace CoinPilot.Agent.Serving;

/// <summary>Lines and counted bytes from one stream; neither takes a byte more than its own.</summary>
internal sealed class LineReader(Stream source)
{
    // A request may name some thousand paths with their rules.
    private const int Longest = 16 * 1024 * 1024;

    private readonly byte[] buffer = new byte[64 * 1024];
    private int start;
    private int end;

    /// <summary>The next line without its end; null at the end of the stream. Throws <see cref="InvalidDataException"/> on one without an end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadLineAsync(CancellationToken ct)
    {
        ArrayBufferWriter<byte>? pieces = null;
        while (true)
        {
            var at = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (at >= 0)
            {
                var line = buffer.AsMemory(start, at);
                start += at + 1;
                return pieces is null ? line : Joined(pieces, line.Span);
            }

            pieces ??= new();
            Joined(pieces, buffer.AsSpan(start, end - start));
            if (!await FillAsync(ct).ConfigureAwait(false))
            {
                return pieces.WrittenCount == 0 ? null : throw new InvalidDataException("The last line from the client has no end.");
            }
        }
    }

    /// <summary>Hands on exactly so many bytes. Throws <see cref="EndOfStreamException"/> when there are fewer.</summary>
    public async ValueTask CopyAsync(int count, Func<ReadOnlyMemory<byte>, ValueTask> take, CancellationToken ct)
    {
        while (count > 0)
        {
            if (start == end && !await FillAsync(ct).ConfigureAwait(false))
            {
                throw new EndOfStreamException("The client's bytes end in the middle of a chunk.");
            }

            var some = Math.Min(count, end - start);
            await take(buffer.AsMemory(start, some)).ConfigureAwait(false);
            start += some;
            count -= some;
        }
    }

    /// <summary>What comes next, as much as there is; 0 at the end of the stream.</summary>
    public async ValueTask<int> ReadSomeAsync(Memory<byte> target, CancellationToken ct)
    {
        if (start == end && !await FillAsync(ct).ConfigureAwait(false))
        {
            return 0;
        }

        var some = Math.Min(target.Length, end - start);
        buffer.AsMemory(start, some).CopyTo(target);
        start += some;
        return some;
    }

    private async ValueTask<bool> FillAsync(CancellationToken ct)
    {
        start = 0;
        end = await source.ReadAsync(buffer, ct).ConfigureAwait(false);
        return end > 0;
    }

    private static ReadOnlyMemory<byte> Joined(ArrayBufferWriter<byte> line, ReadOnlySpan<byte> more)
    {
        if (line.WrittenCount + more.Length > Longest)
        {
            throw new InvalidDataException($"A line from the client is longer than {Longest / 1024 / 1024} MiB.");
        }

        line.Write(more);
        return line.WrittenMemory;
    }
}
