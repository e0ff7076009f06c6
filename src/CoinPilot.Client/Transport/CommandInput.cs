using System.Collections.Immutable;

namespace CoinPilot.Transport;

/// <summary>What a command reads on standard input: streams one after another, then the end of file.</summary>
public sealed record CommandInput(ImmutableArray<Stream> Parts)
{
    public static CommandInput None { get; } = new([]);

    public static CommandInput Of(params ReadOnlySpan<byte[]> parts) =>
        new([.. parts.ToArray().Select(p => (Stream)new MemoryStream(p, writable: false))]);

    /// <summary>The same input with <paramref name="part"/> after it; the caller closes the stream once the command has ended.</summary>
    public CommandInput Then(Stream part) => this with { Parts = Parts.Add(part) };
}
