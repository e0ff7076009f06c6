namespace CoinPilot.Protocol;

/// <summary>The version of the contract between the two halves.</summary>
/// <remarks>1 is the shell program's, which says facts as lines of text.</remarks>
public static class ProtocolVersion
{
    /// <summary>What this half speaks.</summary>
    public const int Current = 2;

    /// <summary>The oldest that this half understands of the other one.</summary>
    public const int Oldest = 2;

    /// <summary>Whether a half that speaks this version is understood.</summary>
    public static bool Understands(int version) => version is >= Oldest and <= Current;
}
