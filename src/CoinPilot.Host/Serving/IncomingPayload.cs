using System.IO.Pipelines;
using CoinPilot.Protocol;

namespace CoinPilot.Agent.Serving;

/// <summary>The payload of one request while it arrives: what the request has read gives the client credit for more.</summary>
internal sealed class IncomingPayload(long length, string? digest, Func<long, ValueTask> credit)
{
    // The client keeps to the window, so a writer never waits here.
    private readonly Pipe pipe = new(new PipeOptions(pauseWriterThreshold: PayloadWindow.Size + PayloadWindow.Chunk, resumeWriterThreshold: PayloadWindow.Size));
    private long taken;

    /// <summary>The payload as the request reads it.</summary>
    public RequestPayload ForRequest() => new(new CreditedStream(pipe.Reader.AsStream(), credit), Length, digest);

    private long Length { get; } = length;

    public async ValueTask AddAsync(ReadOnlyMemory<byte> bytes)
    {
        taken += bytes.Length;
        if (taken > Length)
        {
            throw new InvalidDataException("The client sent more of a payload than it had said.");
        }

        await pipe.Writer.WriteAsync(bytes).ConfigureAwait(false);
        if (taken == Length)
        {
            await pipe.Writer.CompleteAsync().ConfigureAwait(false);
        }
    }

    /// <summary>No more of it will come: who still reads gets the reason.</summary>
    public void Break(Exception why) => pipe.Writer.Complete(why);

    private sealed class CreditedStream(Stream inner, Func<long, ValueTask> credit) : ForwardStream
    {
        private long owed;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            owed += read;
            if (owed >= PayloadWindow.Size / 4)
            {
                await credit(owed).ConfigureAwait(false);
                owed = 0;
            }

            return read;
        }
    }
}
