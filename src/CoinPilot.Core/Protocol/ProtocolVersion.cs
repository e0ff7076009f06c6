namespace CoinPilot.Protocol;

/// <summary>The version of the contract between the two halves.</summary>
/// <remarks>1 is the shell program's, which says facts as lines of text.</remarks>
public static class ProtocolVersion
{
    /// <summary>What this half speaks.</summary>
    public const int Current = 2;

    /// <summary>The oldest that this half understands of the other one (D015, D019).</summary>
    public const int Oldest = 2;

    /// <summary>Whether this half and one that understands these versions have one in common.</summary>
    public static bool Fits(int oldest, int newest) => oldest <= Current && newest >= Oldest;
}
