using System.Collections;
using System.Collections.Immutable;

namespace CoinPilot.Agent.Processes;

/// <summary>The environment of the programs that the agent runs: nothing of a login's, and nothing of a unit's, reaches them (D008).</summary>
public static class CleanEnvironment
{
    private const string Path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin";

    /// <summary>These variables and no others but a language and a path; what is null goes.</summary>
    public static ImmutableDictionary<string, string?> With(params ReadOnlySpan<KeyValuePair<string, string>> variables)
    {
        var clean = ImmutableDictionary.CreateBuilder<string, string?>();
        foreach (var inherited in Environment.GetEnvironmentVariables().Keys.Cast<string>())
        {
            clean[inherited] = null;
        }

        clean["PATH"] = Path;
        clean["LC_ALL"] = "C";
        foreach (var (name, value) in variables)
        {
            clean[name] = value;
        }

        return clean.ToImmutable();
    }
}
