using System.Collections.Immutable;

namespace CoinPilot.Protocol;

/// <summary>Who is told what: the payload is a <c>notify.json</c>, which becomes the host's own.</summary>
public sealed record InstallNotifyRequest : AgentRequest<InstallNotifyAnswer>
{
    public const string Name = "notify";

    public override string Verb => Name;
}

/// <param name="Path">Where it lies.</param>
/// <param name="IsChanged">It was another one before, or none.</param>
public sealed record InstallNotifyAnswer(string Path, bool IsChanged, ImmutableArray<string> Receivers);

/// <summary>One message to each receiver, at once; nothing is kept or tried again.</summary>
public sealed record TestNotificationRequest : AgentRequest<TestNotificationAnswer>
{
    public const string Name = "notify-test";

    public override string Verb => Name;
}

public sealed record TestNotificationAnswer(ImmutableArray<TestedReceiver> Receivers);

/// <param name="Label">Its kind and its host, never its address.</param>
/// <param name="Trouble">What keeps it from being told; null where it was.</param>
public sealed record TestedReceiver(string Label, string? Trouble);
