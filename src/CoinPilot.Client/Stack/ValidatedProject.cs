using System.Collections.Immutable;
using CoinPilot.Compose;
using CoinPilot.Options;
using CoinPilot.Releases;
using CoinPilot.Runs;

namespace CoinPilot.Stack;

/// <summary>A validated stack: the model, and the Compose files byte for byte.</summary>
/// <param name="Texts">File name on the host → the user's own text, in Compose's order.</param>
public sealed record ValidatedProject(ComposeProject Project, ImmutableArray<KeyValuePair<string, string>> Texts, ImmutableArray<Diagnostic> Findings)
{
    /// <summary>What the Compose files bring in: name in the release's folder → its text.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Included { get; init; } = [];

    /// <summary>The tree that they lie in; null when they lie side by side.</summary>
    public ReleaseTree? Tree { get; init; }

    /// <summary>How much would be read for a release; null when the stack lies on the host.</summary>
    public ContentSize? Content { get; init; }

    /// <summary>Where it lies on the host; null when it lies here.</summary>
    public StackFolder? Host { get; init; }
}
