using System.Collections.Immutable;

namespace CoinPilot.Planning;

/// <summary>One verb of the host program with its arguments, and what it will change.</summary>
public sealed record HostStep(HostVerb Verb, ImmutableArray<string> Arguments, string Change)
{
    /// <summary>The step touches containers that run.</summary>
    public bool TouchesStack => Verb is HostVerb.Start or HostVerb.Revert;
}

/// <summary>The verbs of the host program (design, one host program).</summary>
public enum HostVerb
{
    Stage,
    Switch,
    Start,
    Watch,
    Confirm,
    Revert,
    Restore,
}
