using System.Collections.Immutable;
using CoinPilot.Compose.Checks;
using CoinPilot.Compose.Forms;
using CoinPilot.Compose.Merging;
using CoinPilot.Compose.Schema;
using CoinPilot.Compose.Variables;
using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose;

/// <summary>Reads Compose files as `docker compose config` does, and says all that is wrong with them (D063).</summary>
public static class ComposeReader
{
    private const string ProfilesKey = "COMPOSE_PROFILES";

    public static ComposeReading Read(ComposeSource source, IComposeFiles files)
    {
        var findings = new Findings();
        ComposeProject? project = null;
        try
        {
            var environment = ProjectEnvironment.Read(source, files, findings);
            project = Read(source, files, environment, findings);
        }
        catch (ComposeLimitException e)
        {
            findings.Report(YamlRules.TooLarge, e.At, e.Message, "make the file smaller");
        }
        var mask = findings.Mask;
        return new(findings.HasErrors ? null : project, [.. findings.ToArray().Select(mask.Apply)]) { Mask = mask };
    }

    private static ComposeProject? Read(ComposeSource source, IComposeFiles files, ProjectEnvironment environment, Findings findings)
    {
        var loader = new ComposeLoader(files, findings);
        if (Unreadable(source, loader, findings))
        {
            return null;
        }
        var name = ProjectName.Of(source, environment.Variables, loader, findings);
        var variables = environment.Variables.WithProjectName(name.Text);
        var root = loader.Load(source.Files, source.ProjectDirectory, variables, []);
        if (root is null or { Count: 0 })
        {
            if (!findings.HasErrors)
            {
                findings.Report(SchemaRules.EmptyFile, new SourceLocation(source.Files[0]), "the file says nothing", "begin with `services:`");
            }
            return null;
        }
        new DecodeCheck(findings).Run(root);
        LostExtensions.Apply(root, FileSchema.File);
        Implied.Apply(root, name.Text, variables);
        var profiles = source.Profiles.IsDefaultOrEmpty
            ? [.. (variables.Values.GetValueOrDefault(ProfilesKey) ?? "").Split(',').Select(p => p.Trim())]
            : source.Profiles;
        var view = Split(root, profiles, loader.Removed, variables.UnknownExpressions);
        ConsistencyChecks.Run(view, findings);
        var environments = new ServiceEnvironment(files, variables, findings);
        var extension = StackExtension.OfFile(root);
        return new ComposeProject(
            name.Text, name.IsExplicit, source.ProjectDirectory, source.Files, environment.Path,
            [.. view.Services.Select(s => ModelBuilder.Service(s, environments.Resolve(s), environments.Labels(s)))],
            [.. view.Disabled.Select(s => ModelBuilder.Service(s, ImmutableDictionary<string, string?>.Empty, ImmutableDictionary<string, string>.Empty))],
            ModelBuilder.Resources(root, "networks"),
            ModelBuilder.Resources(root, "volumes"),
            ModelBuilder.FileObjects(root, "secrets"),
            ModelBuilder.FileObjects(root, "configs"),
            variables.Uses,
            environment.Entries,
            extension.Allowed)
        {
            ExtensionFaults = extension.Faults,
            UnknownExpressions = variables.UnknownExpressions,
            EnvSlips = findings.EnvSlips,
            IsEnvFileOpen = environment.Path is { } env && files.IsOpenToOthers(env),
            Inclusions = [.. loader.Inclusions.Concat(view.Services.SelectMany(LabelFiles)).Distinct()],
        };
    }

    private static IEnumerable<ComposeInclusion> LabelFiles(ServiceView service) =>
        service.Map.List(ComposeInclusion.LabelFile).OfType<YamlScalar>().Where(file => !file.IsUnknown()).Select(file =>
            new ComposeInclusion(ComposeInclusion.LabelFile, new(file.AsWritten ?? file.Text, file.Text), file.At.ToLocation()));

    private static bool Unreadable(ComposeSource source, ComposeLoader loader, Findings findings)
    {
        foreach (var file in source.Files.Where(f => loader.Read(f) is null))
        {
            findings.Report(ReaderRules.FileMissing, new SourceLocation(file), $"the Compose file {loader.Files.TroubleWith(file)}", "correct the path");
        }
        return findings.HasErrors && source.Files.Any(f => loader.Read(f) is null);
    }

    private static ProjectView Split(YamlMap root, ImmutableArray<string> profiles, IReadOnlySet<string> removed, ImmutableArray<string> unknown)
    {
        var services = root.Section("services").Select(s => new ServiceView(s.Name, s.At, s.Map)).ToLookup(s => IsEnabled(s.Map, profiles));
        return new(root, [.. services[true]], [.. services[false]], removed, unknown);
    }

    private static bool IsEnabled(YamlMap service, ImmutableArray<string> active)
    {
        var own = service.List("profiles").Select(p => p.Text()).ToList();
        return own.Count == 0 || active.Contains("*") || own.Exists(p => active.Contains(p ?? ""));
    }
}

/// <summary>The checks before anything is read.</summary>
internal static class ReaderRules
{
    public static readonly ComposeRule FileMissing = new("compose-file-missing", Severity.Error, "Every Compose file can be read.");
    public static readonly ComposeRule NoProjectName = new("project-name-empty", Severity.Error, "The project name has at least one letter or digit.");
}
