using CoinPilot.Runs;
using CoinPilot.Stack;
namespace CoinPilot.Options;

/// <summary>In which form findings are handed over.</summary>
public enum FindingsFormat
{
    /// <summary>For a person: the line with a caret, and what to do.</summary>
    Text,
    Json,

    /// <summary>SARIF 2.1.0, for code scanning.</summary>
    Sarif,

    /// <summary>Workflow commands, which GitHub shows at the lines.</summary>
    GitHub,
}
