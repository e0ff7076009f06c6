using CoinPilot.Compose.Forms;
using CoinPilot.Compose.Merging;
using CoinPilot.Compose.Variables;
using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose;

/// <summary>The project's name, and whether the files say it: without that, Compose run by hand takes the folder's name.</summary>
internal sealed record ProjectName(string Text, bool IsExplicit)
{
    private const string Key = "COMPOSE_PROJECT_NAME";

    public static ProjectName Of(ComposeSource source, ComposeVariables variables, ComposeLoader loader, Findings findings)
    {
        var given = source.ProjectName ?? variables.Values.GetValueOrDefault(Key);
        if (!string.IsNullOrEmpty(given))
        {
            if (Normalize(given) != given)
            {
                findings.Report(VariableRules.ProjectName, new SourceLocation(source.Files[0]), $"'{given}' is no project name",
                    $"use lower-case letters, digits, '-' and '_', beginning with a letter or digit: {Normalize(given)}");
            }
            return new(given, source.ProjectName is null || Written(source, loader) is not null);
        }
        var written = Written(source, loader);
        var name = written is null ? Normalize(GoPath.Name(source.ProjectDirectory)) : Resolve(written, variables, findings);
        if (name.Length == 0)
        {
            findings.Report(ReaderRules.NoProjectName, written?.At.ToLocation() ?? new SourceLocation(source.Files[0]), "the project name is empty",
                "write `name:` with letters or digits at the top of the file");
        }
        return new(name, written is not null);
    }

    /// <summary>Lower case; other characters go, and so do `-` and `_` at the front.</summary>
    public static string Normalize(string name) =>
        string.Concat(name.ToLowerInvariant().Where(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-')).TrimStart('_', '-');

    private static YamlScalar? Written(ComposeSource source, ComposeLoader loader) => source.Files
        .SelectMany(f => loader.Read(f)?.Documents ?? [])
        .Select(d => (d as YamlMap)?["name"] as YamlScalar)
        .LastOrDefault(n => n is { Kind: not ScalarKind.Null, Text.Length: > 0 });

    private static string Resolve(YamlScalar written, ComposeVariables variables, Findings findings)
    {
        var (text, unknown) = variables.Substitute(written.Text, written.At, findings);
        return unknown ? "unknown" : Normalize(text);
    }
}
