namespace CoinPilot.CommandLine;

/// <summary>What a parameter's value must read as.</summary>
public enum ValueKind
{
    Text,
    Flag,
    Number,
    Choice,
    TargetName,
}
