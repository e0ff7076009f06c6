using System.Collections.Immutable;

namespace CoinPilot.Compose;

/// <summary>What is to be read: the Compose files in order, their project, and where values come from.</summary>
/// <param name="Files">Absolute paths; later files override earlier ones.</param>
/// <param name="ProjectDirectory">Absolute; relative paths in the files start here.</param>
/// <param name="EnvFile">Absolute; null means `.env` in the project directory when it exists.</param>
/// <param name="ProjectName">Overrides COMPOSE_PROJECT_NAME and `name:`.</param>
/// <param name="UnknownVariablesAreSet">No env file is known here: a variable without a value counts as set, its value as unknown.</param>
/// <param name="Environment">Process variables that take part; they win over the env file.</param>
/// <param name="Profiles">Active profiles; none given means COMPOSE_PROFILES.</param>
public sealed record ComposeSource(
    ImmutableArray<string> Files,
    string ProjectDirectory,
    string? EnvFile = null,
    string? ProjectName = null,
    bool UnknownVariablesAreSet = false,
    ImmutableDictionary<string, string>? Environment = null,
    ImmutableArray<string> Profiles = default)
{
    /// <summary>What a shell has and the unit has not.</summary>
    internal const string WorkingDirectory = "PWD";

    /// <summary>What Compose has on the host besides the env file: the home of the unit's user.</summary>
    public static readonly ImmutableDictionary<string, string> OnHost = ImmutableDictionary<string, string>.Empty.Add("HOME", "/root");

    /// <summary>What is to be judged as `docker compose config` would in the project's folder: with HOME and PWD, which every shell has.</summary>
    public static ComposeSource InFolder(ImmutableArray<string> files, string folder, string? envFile = null, string? projectName = null) => new(
        files, folder, envFile, projectName, Environment: OnHost.Add(WorkingDirectory, folder));
}
