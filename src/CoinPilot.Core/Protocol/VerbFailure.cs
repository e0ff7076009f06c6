using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace CoinPilot.Protocol;

/// <summary>Why a request was refused or failed.</summary>
/// <param name="Fixes">What to do next, where the host's half knew.</param>
/// <param name="Noise">What the tools themselves said.</param>
public sealed record VerbFailure(
    [property: JsonPropertyName("exitCode"), JsonConverter(typeof(FailureKindConverter))] FailureKind Kind, ImmutableArray<string> Errors, ImmutableArray<string> Fixes, string Noise)
{
    [JsonIgnore]
    public int ExitCode => ExitStatus.Of(Kind);

    /// <summary>From Core's own judgement, whose fix stands behind an arrow.</summary>
    public static VerbFailure Of(DeploymentException error)
    {
        var parts = error.Message.Split("\n→ ", 2);
        return new(error.Kind, [parts[0]], [.. parts.Skip(1)], "");
    }

    /// <summary>What went wrong, with what to do next; the tools' own words only where nobody foresaw it.</summary>
    public override string ToString() =>
        string.Join('\n', [.. Errors, .. Fixes.Select(fix => $"→ {fix}"), .. Fixes.IsEmpty ? [Noise.Trim()] : (string[])[]]).Trim();
}
