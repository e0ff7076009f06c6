namespace CoinPilot.Compose.Lints;

/// <summary>Lints of the env file against the Compose file.</summary>
internal static class EnvLints
{
    private static readonly string[] Placeholders =
        ["change_me", "changeme", "change-me", "change_this", "changethis", "replace_me", "replaceme", "todo", "tbd", "fixme", "placeholder", "example", "dummy", "xxx"];

    private static readonly string[] WeakSecrets = ["admin", "postgres", "password", "passwd", "secret", "root", "test", "123456", "12345678", "default"];

    private static readonly string[] SecretWords = ["PASS", "SECRET", "TOKEN", "KEY", "CREDENTIAL", "PWD"];

    public static readonly ComposeLint[] All =
    [
        new("env-placeholder", Severity.Error, "No placeholder stands in the env file for a key that the stack needs.", Placeholder),
        new("env-file-mode", Severity.Warning, "Only its owner can read the env file.", Mode),
        new("env-key-unused", Severity.Warning, "Every key of the env file reaches a service.", Unused),
        new("env-value-cr", Severity.Warning, "No value of an env file has a CR in it.", p => Slips(p, EnvSlipKind.CarriageReturn, key =>
            ($"the value of {key} goes over several lines, each of which ends in CR and LF: the container gets the CRs, too",
                "write the file with LF alone: sed -i 's/\\r$//'"))),
        new("env-value-dollar", Severity.Note, "Two dollars in an env file are meant as one.", p => Slips(p, EnvSlipKind.DoubledDollar, key =>
            ($"`$$` in the value of {key} is one `$` to Compose", "nothing, if one is meant; for two, put the value in single quotes"))),
        new("env-value-variable", Severity.Warning, "A dollar in an env file's value names a variable that has a value.", p => Slips(p, EnvSlipKind.LostVariable, key =>
            ($"a `$` in the value of {key} begins the name of a variable that has no value: Compose leaves both out",
                "put the value in single quotes, or write `$$` for the dollar"))),
        new("variable-unset", Severity.Warning, "Every variable without a default has a value.", Unset),
    ];

    private static IEnumerable<LintFinding> Mode(ComposeProject project) =>
        project is { IsEnvFileOpen: true, EnvFile: { } file } && project.EnvEntries.Any(e => IsSecret(e.Key) && e.Value.Length > 0)
            ? [new(new SourceLocation(file), "others on this machine can read the env file, which holds secrets", $"chmod 600 {file}")]
            : [];

    private static IEnumerable<LintFinding> Placeholder(ComposeProject project)
    {
        var needed = project.Variables.Where(v => !v.HasDefault || v.Required).Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        var handedOver = IsHandedOver(project);
        return from entry in Last(project)
               where (needed.Contains(entry.Key) || handedOver) && IsPlaceholder(entry)
               select new LintFinding(entry.Location, $"{entry.Key} still has a placeholder for a value", $"set {entry.Key} to the real value");
    }

    private static bool IsPlaceholder(EnvEntry entry)
    {
        var value = entry.Value.Trim().ToLowerInvariant();
        var bare = value.Trim('<', '>', '{', '}', '[', ']', '"', '\'');
        return Array.Exists(Placeholders, p => bare == p || bare.StartsWith(p + "_", StringComparison.Ordinal) || bare.StartsWith(p + "-", StringComparison.Ordinal))
            || bare.StartsWith("your_", StringComparison.Ordinal) || bare.StartsWith("your-", StringComparison.Ordinal)
            || (value.Length > 2 && value[0] == '<' && value[^1] == '>')
            || (IsSecret(entry.Key) && WeakSecrets.Contains(value));
    }

    internal static bool IsSecret(string key) => Array.Exists(SecretWords, w => key.Contains(w, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<LintFinding> Unused(ComposeProject project)
    {
        if (IsHandedOver(project))
        {
            return [];
        }
        var used = project.Variables.Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        return from entry in Last(project)
               where !used.Contains(entry.Key) && !entry.Key.StartsWith("COMPOSE_", StringComparison.Ordinal) && !entry.Key.StartsWith("DOCKER_", StringComparison.Ordinal)
               select new LintFinding(entry.Location, $"no service receives {entry.Key}", NearestName.Fix(entry.Key, used, $"use ${{{entry.Key}}} in the Compose file, or remove the key"));
    }

    private static IEnumerable<LintFinding> Unset(ComposeProject project)
    {
        if (project.EnvFile is null)
        {
            return [];
        }
        var known = project.EnvEntries.Select(e => e.Key).ToList();
        return from variable in project.Variables.DistinctBy(v => (v.Name, v.Location))
               where (!variable.IsSet || (variable.Name == ComposeSource.WorkingDirectory && !known.Contains(variable.Name))) && !variable.HasDefault && !variable.Required
               select new LintFinding(variable.Location, $"the env file has no {variable.Name}, so it is empty here",
                   NearestName.Fix(variable.Name, known, $"set {variable.Name} in the env file, or write ${{{variable.Name}:-default}}"));
    }

    // The name behind the dollar is said nowhere: it is a piece of a password more often than a name.
    private static IEnumerable<LintFinding> Slips(ComposeProject project, EnvSlipKind kind, Func<string, (string What, string Fix)> say) =>
        from slip in project.EnvSlips
        where slip.Kind == kind
        let said = say(slip.Key)
        select new LintFinding(slip.Location, said.What, said.Fix);

    /// <summary>The env file itself is the env file of a service, which so receives every key.</summary>
    private static bool IsHandedOver(ComposeProject project) =>
        project.EnvFile is not null && project.Services.Any(s => s.EnvFiles.Any(f => f.Path.Resolved == project.EnvFile));

    /// <summary>A key that stands there twice counts once, with its last value.</summary>
    private static IEnumerable<EnvEntry> Last(ComposeProject project) =>
        project.EnvEntries.GroupBy(e => e.Key, StringComparer.Ordinal).Select(g => g.Last());
}
