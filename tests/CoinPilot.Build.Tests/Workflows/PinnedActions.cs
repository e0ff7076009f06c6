using System.Collections.Frozen;

namespace CoinPilot.Workflows;

/// <summary>The actions that the workflows may use: each by the commit that its version had when it was looked up (D072).</summary>
internal static class PinnedActions
{
    /// <summary>Action and commit, with the version that stands beside them as a comment.</summary>
    public static FrozenDictionary<string, string> Versions { get; } = new Dictionary<string, string>
    {
        ["actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1"] = "v7.0.1",
        ["actions/setup-dotnet@a98b56852c35b8e3190ac28c8c2271da59106c68"] = "v6.0.0",
        ["actions/cache@55cc8345863c7cc4c66a329aec7e433d2d1c52a9"] = "v6.1.0",
    }.ToFrozenDictionary();
}
