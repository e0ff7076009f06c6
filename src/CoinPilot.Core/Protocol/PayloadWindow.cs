namespace CoinPilot.Protocol;

/// <summary>How much of a payload may be on its way: a cancellation and other requests never wait behind more (D011).</summary>
public static class PayloadWindow
{
    /// <summary>Bytes that are sent before the agent has taken any.</summary>
    public const int Size = 4 * 1024 * 1024;

    /// <summary>The most bytes of one chunk.</summary>
    public const int Chunk = 64 * 1024;
}
