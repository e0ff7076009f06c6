namespace CoinPilot.Reporting;

/// <summary>The run of a GitHub workflow that this process is part of.</summary>
public interface IGitHubRun
{
    /// <summary>Who started it.</summary>
    string? Actor { get; }

    /// <summary>Where it can be looked at: owner/repository/actions/runs/number.</summary>
    string? Place { get; }

    /// <summary>Replaces what this process has written into the job's summary; throws <see cref="IOException"/> where it can't.</summary>
    void WriteSummary(string markdown);
}
