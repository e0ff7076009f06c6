namespace CoinPilot.Hosts;

/// <summary>What a remote program left behind; <see cref="ExitCode"/> is null when a signal ended it.</summary>
public sealed record CommandResult(int? ExitCode, string Output, string Error)
{
    /// <summary>The signal that ended it (KILL, TERM, …), where the host says so.</summary>
    public string? Signal { get; init; }

    public bool Succeeded => ExitCode is 0;
}
