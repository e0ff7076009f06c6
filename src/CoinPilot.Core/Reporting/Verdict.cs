using CoinPilot.Releases;

namespace CoinPilot.Reporting;

/// <summary>How a run ended: the same word on screen, in JSON and in the job summary; and the command to type next.</summary>
/// <param name="Release">The release that runs now, as far as is known.</param>
public sealed record Verdict(string Word, int ExitStatus, string? Release, string? Reason, string? Next)
{
    public bool Succeeded => ExitStatus == CoinPilot.ExitStatus.Success;

    /// <summary>The verdict as it stands on screen: in capitals, release ids as they are.</summary>
    public string Capitals => string.Join(' ', Word.Split(' ').Select(word => ReleaseId.TryParse(word) is null ? word.ToUpperInvariant() : word));

    /// <summary>The first line, with the release that runs where that isn't said already.</summary>
    public string Headline => Capitals + (Succeeded && Release is { } release && !Word.Contains(release, StringComparison.Ordinal) ? $" {release}" : "");

    /// <summary>The lines below it: why, and what to type next.</summary>
    public IEnumerable<string> Below =>
    [
        .. Reason is { } reason ? [$"  why   {reason.Replace("\n", "\n        ", StringComparison.Ordinal)}"] : (string[])[],
        .. Next is { } next ? [$"  next  {next}"] : (string[])[],
    ];

    /// <summary>Throws <see cref="DeploymentException"/> when the way back failed or its end is not known.</summary>
    public void ThrowUnlessReverted()
    {
        if (ExitStatus is CoinPilot.ExitStatus.RollbackFailed or CoinPilot.ExitStatus.ContactLost)
        {
            throw new DeploymentException(Word, CoinPilot.ExitStatus.KindOf(ExitStatus));
        }
    }

    public static Verdict Deployed(string release, string next) => new("deployed", CoinPilot.ExitStatus.Success, release, null, next);

    public static Verdict Unchanged(string release, string next) => new("unchanged", CoinPilot.ExitStatus.Success, release, null, next);

    public static Verdict ChangesPending(string release, string next) => new("changes pending", CoinPilot.ExitStatus.ChangesPending, release, null, next);

    public static Verdict NothingToDo(string release, string next) => new("nothing to do", CoinPilot.ExitStatus.Success, release, null, next);

    public static Verdict FailedRolledBack(string release, string reason, string next) =>
        new($"failed, rolled back to {release}", CoinPilot.ExitStatus.RolledBack, release, reason, next);

    public static Verdict RollbackFailed(string reason, string next) =>
        new("failed, rollback failed", CoinPilot.ExitStatus.RollbackFailed, null, reason, next);

    public static Verdict RolledBack(string release, string next) =>
        new($"rolled back to {release}", CoinPilot.ExitStatus.Success, release, null, next);

    /// <summary>Nothing was asked to be undone that was there; what is installed stays.</summary>
    public static Verdict NothingPending(string installed) => installed switch
    {
        "none" => new("nothing pending", CoinPilot.ExitStatus.Success, null, "no release is installed on this host", null),
        "foreign" => new("nothing pending", CoinPilot.ExitStatus.Success, null, "the installed unit was not made by CoinPilot", null),
        _ => new("nothing pending", CoinPilot.ExitStatus.Success, installed, null, Commands.Status),
    };

    public static Verdict Restored(string release, string next) => new($"restored {release}", CoinPilot.ExitStatus.Success, release, null, next);

    public static Verdict Unknown(string reason, string next) =>
        new("unknown, the host decides", CoinPilot.ExitStatus.ContactLost, null, reason, next);
}
