using System.Globalization;
using System.Text;
using System.Text.Json;
using CoinPilot.Protocol;
using CoinPilot.Runs;

namespace CoinPilot.Transport;

/// <summary>What goes to the agent, as a stream for the thread that writes it: lines first, payloads as far as there is credit.</summary>
internal sealed class OutgoingLines : ForwardStream
{
    // A preview's; larger ones wait until the agent runs.
    private const long SaidAtOnce = 256 * 1024;

    // Whoever writes blocks here until there is something to send. Never disposed of: a thread may still wait in it.
    private readonly object gate = new();
    private readonly Queue<ReadOnlyMemory<byte>> lines = [];
    private readonly List<ReadOnlyMemory<byte>> unheard = [];
    private readonly LinkedList<OutgoingPayload> payloads = [];
    private ReadOnlyMemory<byte> current;
    private bool isHeard;
    private bool isClosed;

    /// <summary>False when no more are taken.</summary>
    public bool TryAdd(ClientLine line, OutgoingPayload? payload = null)
    {
        ReadOnlyMemory<byte> bytes = Encoded(line);
        lock (gate)
        {
            if (isClosed)
            {
                return false;
            }

            Say(bytes);
            if (payload is not null && !isHeard && payload.Left <= SaidAtOnce)
            {
                // A round trip less: nothing is waited for that would have to be said again only to a host without the agent.
                while (payload.Left > 0)
                {
                    Say(ChunkOf(payload));
                }
            }
            else if (payload is not null)
            {
                payloads.AddLast(payload);
            }

            Monitor.PulseAll(gate);
            return true;
        }
    }

    /// <summary>The host lacks the agent: its bytes go there, and what was said before is said again.</summary>
    public void SendAgent(string token, AgentFile agent)
    {
        lock (gate)
        {
            lines.Clear();

            // A line of its own, also behind bytes of a payload that ended without one.
            lines.Enqueue(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\nagent {token} {agent.Digest} {agent.Packed.Length}\n")));
            lines.Enqueue(agent.Packed);
            unheard.ForEach(lines.Enqueue);
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>The agent runs and has heard everything.</summary>
    public void Heard()
    {
        lock (gate)
        {
            isHeard = true;
            unheard.Clear();
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>So much more of a payload may be sent.</summary>
    public void Credit(int id, long bytes)
    {
        lock (gate)
        {
            foreach (var payload in payloads.Where(payload => payload.Id == id))
            {
                payload.Credit += bytes;
            }

            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Nobody wants the rest of a payload any more.</summary>
    public void Drop(int id)
    {
        lock (gate)
        {
            if (payloads.FirstOrDefault(payload => payload.Id == id) is { } unwanted)
            {
                payloads.Remove(unwanted);
            }
        }
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        lock (gate)
        {
            while (current.IsEmpty && !TryNext())
            {
                if (isClosed)
                {
                    return 0;
                }

                Monitor.Wait(gate);
            }

            var some = Math.Min(count, current.Length);
            current.Span[..some].CopyTo(buffer.AsSpan(offset));
            current = current[some..];
            return some;
        }
    }

    // No more lines: the writer gets what was added before, and then the end of the file.
    protected override void Dispose(bool disposing)
    {
        lock (gate)
        {
            isClosed = true;
            payloads.Clear();
            Monitor.PulseAll(gate);
        }

        base.Dispose(disposing);
    }

    private bool TryNext()
    {
        if (lines.TryDequeue(out current))
        {
            return true;
        }

        if (!isHeard || payloads.FirstOrDefault(payload => payload.Credit > 0) is not { } next)
        {
            return false;
        }

        current = ChunkOf(next);
        payloads.Remove(next);
        if (next.Left > 0)
        {
            // Another one's turn.
            payloads.AddLast(next);
        }

        return true;
    }

    private void Say(ReadOnlyMemory<byte> bytes)
    {
        lines.Enqueue(bytes);
        if (!isHeard)
        {
            unheard.Add(bytes);
        }
    }

    private static ReadOnlyMemory<byte> ChunkOf(OutgoingPayload payload)
    {
        var chunk = payload.Next();
        return (byte[])[.. Encoded(new(payload.Id) { Chunk = chunk.Length }), .. chunk];
    }

    private static byte[] Encoded(ClientLine line) => [.. JsonSerializer.SerializeToUtf8Bytes(line, ProtocolJson.Default.ClientLine), (byte)'\n'];
}

/// <summary>The payload of one request on its way.</summary>
internal sealed class OutgoingPayload(int id, RequestPayload payload)
{
    public int Id => id;

    /// <summary>Bytes that may be sent now.</summary>
    public long Credit { get; set; } = PayloadWindow.Size;

    /// <summary>Bytes that are not sent yet.</summary>
    public long Left { get; private set; } = payload.Length;

    /// <summary>The next bytes. Throws <see cref="EndOfStreamException"/> when the content is shorter than it was.</summary>
    public byte[] Next()
    {
        var chunk = new byte[(int)Math.Min(PayloadWindow.Chunk, Math.Min(Credit, Left))];
        payload.Content.ReadExactly(chunk);
        Credit -= chunk.Length;
        Left -= chunk.Length;
        return chunk;
    }
}
