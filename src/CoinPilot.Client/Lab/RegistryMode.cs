namespace CoinPilot.Lab;

/// <summary>How the lab's registry looks from one host.</summary>
public enum RegistryMode
{
    Up,

    /// <summary>Connection refused.</summary>
    Refuse,

    /// <summary>Packets are swallowed, those to the name server too.</summary>
    BlackHole,
}
