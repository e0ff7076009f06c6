using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Checks;

/// <summary>Every name that a service uses is there.</summary>
internal static class ReferenceChecks
{
    public static readonly ComposeRule Service = new("undefined-service", Severity.Error, "A service that another needs exists and is enabled.");
    public static readonly ComposeRule Network = new("undefined-network", Severity.Error, "A network that a service joins exists.");
    public static readonly ComposeRule Volume = new("undefined-volume", Severity.Error, "A named volume that a service mounts exists.");
    public static readonly ComposeRule FileObject = new("undefined-secret-or-config", Severity.Error, "A secret or config that a service uses exists.");
    public static readonly ComposeRule Model = new("undefined-model", Severity.Error, "A model that a service uses exists.");
    public static readonly ComposeRule Context = new("additional-context-service", Severity.Error, "A service that serves as a build context is built.");

    public static void DependsOn(ProjectView project, ServiceView service, Findings findings)
    {
        foreach (var entry in service.Map.Map("depends_on")?.Entries ?? [])
        {
            if (project.Find(entry.Key) is not null || (project.Has("services", entry.Key) && !project.IsDisabled(entry.Key)) || project.IsUnknown(entry.Key))
            {
                continue;
            }
            var optional = (entry.Value as YamlMap)?.Text("required") == "false";
            if (!project.IsDisabled(entry.Key))
            {
                findings.Report(Service, entry.KeyAt, $"service '{service.Name}' needs '{entry.Key}', which is not there",
                    findings.Near(entry.Key, project.Names("services"), "add the service, or remove the dependency"));
            }
            else if (!optional)
            {
                findings.Report(Service, entry.KeyAt, $"service '{service.Name}' needs '{entry.Key}', whose profile is not active",
                    "activate the profile, or write `required: false`");
            }
        }
    }

    public static void Networks(ProjectView project, ServiceView service, Findings findings)
    {
        foreach (var entry in service.Map.Map("networks")?.Entries ?? [])
        {
            if (entry.Key.StartsWith("x-", StringComparison.Ordinal))
            {
                findings.Report(DecodeRules.ExtensionName, entry.KeyAt, $"the network '{entry.Key}' counts as an extension here", "choose a name that doesn't begin with x-");
            }
            else if (!project.Has("networks", entry.Key) && !project.IsUnknown(entry.Key))
            {
                findings.Report(Network, entry.KeyAt, $"service '{service.Name}' joins the network '{entry.Key}', which is not there",
                    findings.Near(entry.Key, project.Names("networks"), $"add `{entry.Key}:` below `networks:`"));
            }
        }
    }

    public static void Volumes(ProjectView project, ServiceView service, Findings findings)
    {
        foreach (var mount in service.Map.List("volumes").OfType<YamlMap>())
        {
            if (mount.Text("type") == "volume" && mount["source"] is YamlScalar { Text.Length: > 0 } source && !source.IsUnknown()
                && !project.Has("volumes", source.Text))
            {
                findings.Report(Volume, source.At, $"service '{service.Name}' mounts the volume '{source.Text}', which is not there",
                    findings.Near(source.Text, project.Names("volumes"), $"add `{source.Text}:` below `volumes:`, or write ./{source.Text} for a folder"));
            }
        }
    }

    public static void FileObjects(ProjectView project, ServiceView service, Findings findings)
    {
        Check(service.Map.Map("build")?.List("secrets"), "secrets", "build secret");
        Check(service.Map.List("configs"), "configs", "config");
        Check(service.Map.List("secrets"), "secrets", "secret");

        void Check(IEnumerable<YamlNode>? uses, string section, string kind)
        {
            foreach (var use in uses?.OfType<YamlMap>() ?? [])
            {
                var source = use.Text("source") ?? "";
                if (!use["source"].IsUnknown() && !project.Has(section, source))
                {
                    findings.Report(FileObject, use.KeyAt("source"), $"service '{service.Name}' uses the {kind} '{source}', which is not there",
                        findings.Near(source, project.Names(section), $"add it below `{section}:`"));
                }
            }
        }
    }

    public static void Models(ProjectView project, ServiceView service, Findings findings)
    {
        foreach (var entry in service.Map.Map("models")?.Entries ?? [])
        {
            if (!project.Has("models", entry.Key))
            {
                findings.Report(Model, entry.KeyAt, $"service '{service.Name}' uses the model '{entry.Key}', which is not there",
                    findings.Near(entry.Key, project.Names("models"), "add it below `models:`"));
            }
        }
    }

    public static void AdditionalContexts(ProjectView project, ServiceView service, Findings findings)
    {
        foreach (var entry in service.Map.Map("build")?.Map("additional_contexts")?.Entries ?? [])
        {
            if (entry.Value.Text() is not { } text || !text.StartsWith("service:", StringComparison.Ordinal) || entry.Value.IsUnknown())
            {
                continue;
            }
            var name = text["service:".Length..];
            if (project.Find(name) is not { } target)
            {
                findings.Report(Context, entry.Value.At, $"service '{service.Name}' builds on service '{name}', which is not there",
                    findings.Near(name, project.Names("services"), "name a service that is built"));
            }
            else if (!target.Map.Has("build"))
            {
                findings.Report(Context, entry.Value.At, $"service '{service.Name}' builds on service '{name}', which has no build", "name a service that is built");
            }
        }
    }
}
