using Xunit;

namespace CoinPilot.Engine;

/// <summary>Tests that run the stand-in in this process: console, log and environment are the process's own.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EngineTestGroup
{
    public const string Name = "engine";
}
