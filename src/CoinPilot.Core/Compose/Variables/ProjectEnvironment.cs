using System.Collections.Immutable;
using CoinPilot.Compose.Forms;
using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Variables;

/// <summary>The values for a project: the process's, and below them those of the env file.</summary>
internal sealed record ProjectEnvironment(ComposeVariables Variables, ImmutableArray<EnvEntry> Entries, string? Path)
{
    public static ProjectEnvironment Read(ComposeSource source, IComposeFiles files, Findings findings)
    {
        var process = source.Environment ?? ImmutableDictionary<string, string>.Empty;
        var standard = GoPath.Join(source.ProjectDirectory, ".env");
        var path = source.EnvFile ?? (files.FileExists(standard) ? standard : null);
        if (path is null)
        {
            return new(new(process, source.UnknownVariablesAreSet), [], null);
        }
        if (files.Read(path) is not { } bytes)
        {
            findings.Report(VariableRules.EnvFileMissing, new SourceLocation(path), $"the env file {files.TroubleWith(path)}", "create it, or correct --env-file");
            return new(new(process, unknownAreSet: true), [], path);
        }
        var entries = DotEnvParser.Parse(bytes, path,
            name => process.TryGetValue(name, out var value) ? VariableValue.Of(value) : VariableValue.Unset, findings);
        var variables = new ComposeVariables(process, source.UnknownVariablesAreSet)
            .With(entries.GroupBy(e => e.Key, StringComparer.Ordinal).Select(g => KeyValuePair.Create(g.Key, g.Last().Value)));
        return new(variables, [.. entries], path);
    }
}
