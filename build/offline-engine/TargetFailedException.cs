using System.Reflection;

namespace Nuke.Common.Execution;

/// <summary>A target failed and the plan stops; its cause has already been shown.</summary>
internal sealed class TargetFailedException(string target, Exception cause) : Exception($"Target '{target}' has thrown an exception.", cause)
{
    public static Exception Unwrap(Exception exception) => exception switch
    {
        TargetInvocationException { InnerException: { } inner } => Unwrap(inner),
        AggregateException { InnerExceptions: [var single] } => Unwrap(single),
        _ => exception,
    };
}
