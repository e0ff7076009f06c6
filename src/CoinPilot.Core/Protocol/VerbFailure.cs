using System.Collections.Immutable;

namespace CoinPilot.Protocol;

/// <summary>Why a request was refused or failed.</summary>
/// <param name="ExitCode">1 failed · 2 bad input and nothing touched · 21 reverted but unhealthy · 30 conflict.</param>
/// <param name="Fixes">What to do next, where the host's half knew.</param>
/// <param name="Noise">What the tools themselves said.</param>
public sealed record VerbFailure(int ExitCode, ImmutableArray<string> Errors, ImmutableArray<string> Fixes, string Noise)
{
    /// <summary>From Core's own judgement, whose fix stands behind an arrow.</summary>
    public static VerbFailure Of(DeploymentException error)
    {
        var parts = error.Message.Split("\n→ ", 2);
        return new(error.ExitStatus, [parts[0]], [.. parts.Skip(1)], "");
    }

    /// <summary>What went wrong, with what to do next; the tools' own words only where nobody foresaw it.</summary>
    public override string ToString() =>
        string.Join('\n', [.. Errors, .. Fixes.Select(fix => $"→ {fix}"), .. Fixes.IsEmpty ? [Noise.Trim()] : (string[])[]]).Trim();
}
