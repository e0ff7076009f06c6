namespace CoinPilot.Protocol;

/// <summary>How a request ended.</summary>
/// <param name="Answer">Null where it failed before there was one.</param>
/// <param name="Failure">Null when it ended well.</param>
public sealed record Reply<TAnswer>(TAnswer? Answer, VerbFailure? Failure)
    where TAnswer : class;
