using CoinPilot.Protocol;

namespace CoinPilot.Agent;

/// <summary>A request that is refused or failed, in words for the operator.</summary>
/// <param name="fix">What to do next.</param>
public sealed class VerbFailedException : Exception
{
    public VerbFailedException(FailureKind kind, string error, string fix, Exception? inner = null)
        : base(error, inner) => Failure = new(kind, [error], [fix], "");

    /// <summary>One that a job of ours has told.</summary>
    public VerbFailedException(VerbFailure failure)
        : base(failure.ToString()) => Failure = failure;

    public VerbFailure Failure { get; }
}
