using System.Collections.Immutable;
using CoinPilot.Protocol;

namespace CoinPilot.Agent;

/// <summary>A request that is refused or failed, in words for the operator.</summary>
/// <param name="exitCode">1 failed · 2 bad input and nothing touched · 21 reverted but unhealthy · 30 conflict.</param>
/// <param name="fix">What to do next.</param>
public sealed class VerbFailedException(int exitCode, string error, string fix, Exception? inner = null) : Exception(error, inner)
{
    public VerbFailure Failure { get; } = new(exitCode, [error], [fix], "");
}
