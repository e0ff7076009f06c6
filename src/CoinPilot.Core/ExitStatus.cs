namespace CoinPilot;

/// <summary>Exit codes of every target, the same on both engines (D054).</summary>
public static class ExitStatus
{
    public const int Success = 0;
    public const int Failure = 1;
    public const int BadInput = 2;
    public const int ChangesPending = 10;
    public const int Degraded = 11;
    public const int RolledBack = 20;
    public const int RollbackFailed = 21;
    public const int ContactLost = 22;
    public const int Conflict = 30;
    public const int HostKeyRefused = 40;
    public const int AuthenticationFailed = 41;

    // The one table of kinds and codes.
    private static readonly (FailureKind Kind, int Code)[] Codes =
    [
        (FailureKind.Failed, Failure),
        (FailureKind.BadInput, BadInput),
        (FailureKind.Conflict, Conflict),
        (FailureKind.ContactLost, ContactLost),
        (FailureKind.HostKey, HostKeyRefused),
        (FailureKind.Login, AuthenticationFailed),
        (FailureKind.Unhealthy, Degraded),
        (FailureKind.RolledBack, RolledBack),
        (FailureKind.RollbackFailed, RollbackFailed),
    ];

    public static int Of(FailureKind kind) => Array.Find(Codes, row => row.Kind == kind).Code;

    /// <summary>The kind that a code stands for; a code of no kind, such as a later version's, is <see cref="FailureKind.Failed"/>.</summary>
    public static FailureKind KindOf(int code) => Array.Find(Codes, row => row.Code == code).Kind;
}
