using System.Collections.Immutable;
using CoinPilot.Hosts;

namespace CoinPilot.Protocol;

/// <summary>What is on the host; changes nothing but image names that a dead staging left moved.</summary>
/// <param name="Names">Container names whose owners are asked for.</param>
public sealed record ObserveRequest(ImmutableArray<string> Names) : AgentRequest<HostState>
{
    public const string Name = "observe";

    public override string Verb => Name;

    public override ImmutableArray<string> Words => [.. Word("names", string.Join(',', Names))];
}

/// <summary>The same, and what Compose there makes of a release, which is the payload; changes nothing.</summary>
/// <param name="Repair">Puts back image names that a dead staging left moved, as <see cref="ObserveRequest"/> does.</param>
public sealed record PreviewRequest(ImmutableArray<string> Names, bool Repair) : AgentRequest<PreviewAnswer>
{
    public const string Name = "preview";

    public override string Verb => Name;

    public override ImmutableArray<string> Words => [.. Word("names", string.Join(',', Names)), .. Word("repair", Repair)];
}

public sealed record PreviewAnswer(HostState State, HostPreview Preview);

/// <summary>Each look at the containers as a <see cref="StackSample"/>, for a while.</summary>
public sealed record WatchRequest(int Seconds) : AgentRequest<NoAnswer>
{
    public const string Name = "watch";

    public override string Verb => Name;

    public override ImmutableArray<string> Words => [.. Word("for", Seconds)];
}

/// <summary>The last words of services.</summary>
/// <param name="Lines">Of each log.</param>
public sealed record ExplainRequest(ImmutableArray<string> Services, int Lines) : AgentRequest<ExplainAnswer>
{
    public const string Name = "explain";

    public override string Verb => Name;

    public override ImmutableArray<string> Words => [.. Word("services", Services), .. Word("lines", Lines)];
}

public sealed record ExplainAnswer(ImmutableArray<LastWords> Containers);

/// <summary>What one container said last, with values of the environment masked.</summary>
/// <param name="Health">The output of its last health probe; empty without one.</param>
public sealed record LastWords(string Service, string Log, string Health);

/// <summary>What services wrote, each line as a <see cref="LogWritten"/>; following ends only with the connection.</summary>
/// <param name="Since">Seconds since 1970, by the host's clock; null for all there is.</param>
/// <param name="Tail">Lines of each container; null for all of them.</param>
public sealed record LogsRequest(ImmutableArray<string> Services, long? Since, int? Tail, bool Follow) : AgentRequest<NoAnswer>
{
    public const string Name = "logs";

    public override string Verb => Name;

    public override ImmutableArray<string> Words =>
        [.. Word("services", string.Join(',', Services)), .. Word("since", Since), .. Word("tail", Tail), .. Follow ? Word("follow", Follow) : []];
}

/// <summary>The lines of the host's journal, oldest first.</summary>
public sealed record HistoryRequest : AgentRequest<HistoryAnswer>
{
    public const string Name = "history";

    public override string Verb => Name;
}

public sealed record HistoryAnswer(ImmutableArray<string> Lines);

/// <summary>Whether the installed unit would start; touches nothing that runs.</summary>
public sealed record RehearseRequest : AgentRequest<Rehearsal>
{
    public const string Name = "rehearse";

    public override string Verb => Name;
}

/// <summary>What is the app's on the host.</summary>
public sealed record HoldingsRequest : AgentRequest<Holdings>
{
    public const string Name = "holdings";

    public override string Verb => Name;
}

/// <summary>An answer that says nothing but that it was done.</summary>
public sealed record NoAnswer
{
    public static readonly NoAnswer Instance = new();
}
