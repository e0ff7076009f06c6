using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace CoinPilot.Agent.Docker;

/// <summary>The lines of a container's log as the Engine sends them (Engine API, attach: stream format).</summary>
internal static class LogStream
{
    // A service may write for ever without a line's end: the rest of such a line is passed over.
    private const int LongestLine = 64 * 1024;
    private const string Cut = " [cut]";

    /// <param name="isRaw">Of a container with a terminal: bytes as they are, else in frames of a header and a piece.</param>
    public static async IAsyncEnumerable<string> LinesAsync(Stream body, bool isRaw, [EnumeratorCancellation] CancellationToken ct)
    {
        // Both of a container's streams have lines of their own.
        Dictionary<byte, Line> pieces = [];
        var header = new byte[8];
        var buffer = new byte[32 * 1024];
        while (true)
        {
            var (stream, left) = ((byte)1, buffer.Length);
            if (!isRaw)
            {
                if (await body.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, ct).ConfigureAwait(false) < header.Length)
                {
                    break;
                }

                (stream, left) = (header[0], BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)));
            }

            if (!pieces.TryGetValue(stream, out var line))
            {
                pieces.Add(stream, line = new());
            }

            var isOver = false;
            while (left > 0 && !isOver)
            {
                var read = await body.ReadAsync(buffer.AsMemory(0, Math.Min(left, buffer.Length)), ct).ConfigureAwait(false);
                isOver = read == 0;
                left = isRaw ? 0 : left - read;
                foreach (var text in Split(line, buffer.AsMemory(0, read)))
                {
                    yield return text;
                }
            }

            if (isOver)
            {
                break;
            }
        }

        foreach (var rest in pieces.Values.Where(line => line.Bytes.Count > 0))
        {
            yield return rest.Take();
        }
    }

    private static IEnumerable<string> Split(Line line, ReadOnlyMemory<byte> more)
    {
        for (var at = 0; at < more.Length; at++)
        {
            var next = more.Span[at];
            if (next == (byte)'\n')
            {
                yield return line.Take();
            }
            else if (line.Bytes.Count < LongestLine)
            {
                line.Bytes.Add(next);
            }
            else
            {
                line.IsCut = true;
            }
        }
    }

    /// <summary>What has come of a line.</summary>
    private sealed class Line
    {
        public List<byte> Bytes { get; } = [];

        public bool IsCut { get; set; }

        public string Take()
        {
            var text = $"{Encoding.UTF8.GetString([.. Bytes])}{(IsCut ? Cut : "")}";
            Bytes.Clear();
            IsCut = false;
            return text;
        }
    }
}
