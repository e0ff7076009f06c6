using CoinPilot.Hosts;

namespace CoinPilot.Host.Shell;

/// <summary>What one verb of the host program ended with.</summary>
public sealed record VerbResult(string Verb, int ExitCode, HostFacts Facts, string Noise)
{
    /// <summary>What went wrong, with what to do next when the host program knew.</summary>
    public string Trouble
    {
        get
        {
            var errors = Facts.All("error").ToArray();
            var fixes = Facts.All("fix").Select(fix => $"→ {fix}").ToArray();
            // A failure that the program did not foresee has no fix; then the tools' own words count.
            return string.Join('\n', [.. errors, .. fixes, .. fixes.Length == 0 ? [Noise.Trim()] : (string[])[]]).Trim();
        }
    }
}
