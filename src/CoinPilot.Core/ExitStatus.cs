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
}
