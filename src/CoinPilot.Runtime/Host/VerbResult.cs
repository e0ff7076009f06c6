using CoinPilot.Hosts;

namespace CoinPilot.Host;

/// <summary>What one verb of the host program ended with.</summary>
public sealed record VerbResult(string Verb, int ExitCode, HostFacts Facts, string Noise)
{
    /// <summary>What went wrong, with what to do next when the host program knew.</summary>
    public string Trouble
    {
        get
        {
            var lines = Facts.All("error").Concat(Facts.All("fix").Select(fix => $"→ {fix}")).ToArray();
            return lines.Length > 0 ? string.Join('\n', lines) : Noise.Trim();
        }
    }
}
