using System.Collections.Immutable;
using CoinPilot.Health;

namespace CoinPilot.Protocol;

/// <summary>A new release, which is the payload, beside the others; touches nothing that runs.</summary>
/// <param name="BasedOn">The release whose images <paramref name="Reuse"/> takes; null where nothing is reused.</param>
/// <param name="Reuse">Services that are not built again.</param>
public sealed record StageRequest(string Release, string? BasedOn, ImmutableArray<string> Reuse) : AgentRequest<ImagesAnswer>
{
    public const string Name = "stage";

    /// <summary>Volumes and folders that services may begin empty on (D093).</summary>
    public ImmutableArray<string> AcceptedData { get => field.IsDefault ? [] : field; init; } = [];

    public override string Verb => Name;

    public override ImmutableArray<string> Words => [.. Word("release", Release), .. Word("based_on", BasedOn), .. Word("reuse", Reuse), .. Word("accepted_data", AcceptedData)];
}

/// <summary>Images of an older release that are gone from the host.</summary>
public sealed record RestoreRequest(string Release, ImmutableArray<WantedImage> Wanted) : AgentRequest<ImagesAnswer>
{
    public const string Name = "restore";

    public override string Verb => Name;

    public override ImmutableArray<string> Words => [.. Word("release", Release), .. Word("wanted", string.Join(',', Wanted))];
}

/// <param name="ImageId">The image that it was; null where that is not known.</param>
/// <param name="RepoDigest">What a registry knows it by; null for one that was built.</param>
public sealed record WantedImage(string Service, string? ImageId, string? RepoDigest)
{
    public override string ToString() => $"{Service} {ImageId ?? "-"} {RepoDigest ?? "-"}";
}

/// <summary>What the images of a release are on the host.</summary>
public sealed record ImagesAnswer(ImmutableArray<HostImage> Images);

/// <param name="RepoDigest">What a registry knows it by; null for one that was built.</param>
public sealed record HostImage(string Service, string Reference, string Id, string? RepoDigest);

/// <summary>The unit of a staged release, installed with everything ready for the way back. The payload is the release's manifest.</summary>
/// <param name="BasedOn">What the host ran when the plan was made; it refuses (30) when that is not so any more.</param>
/// <param name="Hold">A boot then pulls and builds nothing.</param>
/// <param name="ConfirmWithin">Seconds after which the host goes back by itself.</param>
public sealed record SwitchRequest(string Release, string BasedOn, bool Hold, int ConfirmWithin) : AgentRequest<SwitchAnswer>
{
    public const string Name = "switch";

    /// <summary>Volumes and folders that services may begin empty on, beside those that the staging was told.</summary>
    public ImmutableArray<string> AcceptedData { get => field.IsDefault ? [] : field; init; } = [];

    public override string Verb => Name;

    public override ImmutableArray<string> Words =>
        [.. Word("release", Release), .. Word("based_on", BasedOn), .. Word("hold", Hold), .. Word("confirm_within", ConfirmWithin), .. Word("accepted_data", AcceptedData)];
}

/// <param name="RevertsAt">When the host goes back by itself, by its own clock.</param>
public sealed record SwitchAnswer(DateTimeOffset RevertsAt);

/// <summary>The start of what was switched to, or of what is installed.</summary>
/// <param name="Hold">A boot then pulls and builds nothing; for a release that is installed and confirmed.</param>
public sealed record StartRequest(string Release, bool Hold = false) : AgentRequest<StartAnswer>
{
    public const string Name = "start";

    /// <summary>Volumes and folders that services may begin empty on (D093).</summary>
    public ImmutableArray<string> AcceptedData { get => field.IsDefault ? [] : field; init; } = [];

    public override string Verb => Name;

    public override ImmutableArray<string> Words => [.. Word("release", Release), .. Hold ? Word("hold", Hold) : [], .. Word("accepted_data", AcceptedData)];
}

/// <param name="ExitCode">Of the unit's start; 0 when it ended well.</param>
/// <param name="Output">What the unit wrote, when it did not; values of the environment masked.</param>
public sealed record StartAnswer(int ExitCode, string Output);

/// <summary>The new release is kept; <see cref="ReleaseKept"/> says so before the host has tidied up.</summary>
public sealed record ConfirmRequest(string Release) : AgentRequest<NoAnswer>
{
    public const string Name = "confirm";

    public override string Verb => Name;

    public override ImmutableArray<string> Words => [.. Word("release", Release)];
}

/// <summary>The way back to what ran before; answered also when what came back is not healthy.</summary>
/// <param name="Release">The host refuses (30) when another one is pending; null for whichever is.</param>
/// <param name="Reason">Why, for the host's journal: one line.</param>
public sealed record RevertRequest(string? Release, string Reason) : AgentRequest<RevertAnswer>
{
    public const string Name = "revert";

    public override string Verb => Name;

    public override ImmutableArray<string> Words => [.. Word("release", Release), .. Word("reason", Reason.ReplaceLineEndings(" "))];
}

/// <param name="To">A release id, <c>none</c> or <c>foreign</c>; null when it ended before that.</param>
/// <param name="Output">What the unit wrote; empty when nothing was to be said.</param>
/// <param name="TriesAgainAt">When the host tries it again by itself; null when it does not.</param>
/// <param name="HadNothing">No switch was pending: nothing was done, and <paramref name="To"/> is what is installed.</param>
public sealed record RevertAnswer(string? To, string Output, DateTimeOffset? TriesAgainAt, bool HadNothing = false)
{
    /// <summary>How long services were down from the switch until they were back; empty where nobody measured that.</summary>
    public ImmutableArray<ServiceDown> Down { get => field.IsDefault ? [] : field; init; } = [];
}

/// <summary>Everything of the app's is taken away, but never a volume.</summary>
public sealed record UninstallRequest : AgentRequest<NoAnswer>
{
    public const string Name = "uninstall";

    public override string Verb => Name;
}

/// <summary>A reboot of the host in a second; refused (30) while a switch is pending.</summary>
public sealed record RebootRequest : AgentRequest<RebootAnswer>
{
    public const string Name = "reboot";

    public override string Verb => Name;
}

/// <summary>Boot id and clock of the host before the reboot.</summary>
public sealed record RebootAnswer(string BootId, DateTimeOffset Now);
