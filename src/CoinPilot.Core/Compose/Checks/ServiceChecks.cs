using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Checks;

/// <summary>What a service must have and may not have at once.</summary>
internal static class ServiceChecks
{
    public static readonly ComposeRule NoImage = new("no-image-or-build", Severity.Error, "A service has an image, a build or a provider.");
    public static readonly ComposeRule TwoDockerfiles = new("two-dockerfiles", Severity.Error, "A build has a Dockerfile by path or inline, not both.");
    public static readonly ComposeRule Platform = new("platform-not-built", Severity.Error, "The service's platform is among those of its build.");
    public static readonly ComposeRule NetworkMode = new("network-mode-and-networks", Severity.Error, "A service has network_mode or networks, not both.");
    public static readonly ComposeRule HealthTestWord = new("healthcheck-test-word", Severity.Error, "A healthcheck test list begins with CMD, CMD-SHELL or NONE.");
    public static readonly ComposeRule SecretSource = new("secret-source", Severity.Error, "A secret that is not external comes from a file or a variable.");
    public static readonly ComposeRule ContainerNameTwice = new("container-name-twice", Severity.Error, "No two services have one container name.");

    private static readonly string[] Sources = ["image", "build", "provider", "extends"];

    public static void HasSource(ProjectView project, ServiceView service, Findings findings)
    {
        if (string.IsNullOrEmpty(service.Map.Text("image")) && !service.Map.Has("build") && !service.Map.Has("provider")
            && !Array.Exists(Sources, s => project.Removed.Contains($"services.{service.Name}.{s}")))
        {
            var at = service.Map["image"] is { } empty ? empty.At : service.At;
            findings.Report(NoImage, at, $"service '{service.Name}' has {(service.Map.Has("image") ? "an empty image and no build" : "neither image nor build")}",
                "add `image:` or `build:`");
        }
    }

    public static void OneDockerfile(ProjectView project, ServiceView service, Findings findings)
    {
        if (service.Map.Map("build") is { } build && build.Text("dockerfile") is { Length: > 0 } && build.Text("dockerfile_inline") is { Length: > 0 })
        {
            findings.Report(TwoDockerfiles, build.KeyAt("dockerfile_inline"), $"service '{service.Name}' has dockerfile and dockerfile_inline", "keep one of them");
        }
    }

    public static void PlatformIsBuilt(ProjectView project, ServiceView service, Findings findings)
    {
        var platforms = service.Map.Map("build")?.List("platforms").ToList() ?? [];
        if (platforms.Count > 0 && service.Map["platform"] is YamlScalar { Text.Length: > 0 } platform && !platform.IsUnknown()
            && !platforms.Exists(p => p.IsUnknown() || p.Text() == platform.Text))
        {
            findings.Report(Platform, platform.At, $"service '{service.Name}' runs on {platform.Text}, which its build doesn't make", $"add {platform.Text} to build.platforms");
        }
    }

    public static void NetworkModeAlone(ProjectView project, ServiceView service, Findings findings)
    {
        if (service.Map.Text("network_mode") is { Length: > 0 } && service.Map["networks"] is YamlMap { Count: > 0 })
        {
            findings.Report(NetworkMode, service.Map.KeyAt("network_mode"), $"service '{service.Name}' has network_mode and networks", "keep one of them");
        }
    }

    public static void HealthTest(ProjectView project, ServiceView service, Findings findings)
    {
        if (service.Map.Map("healthcheck")?["test"] is YamlList { Items: [YamlScalar first, ..] } && !first.IsUnknown()
            && first.Text is not ("CMD" or "CMD-SHELL" or "NONE"))
        {
            findings.Report(HealthTestWord, first.At, $"the test of '{service.Name}' begins with '{first.Text}'", "begin with CMD, CMD-SHELL or NONE");
        }
    }

    public static void SecretSources(ProjectView project, Findings findings)
    {
        foreach (var (name, at, secret) in project.Root.Section("secrets"))
        {
            if (!secret.IsTrue("external") && string.IsNullOrEmpty(secret.Text("file")) && string.IsNullOrEmpty(secret.Text("environment")))
            {
                findings.Report(SecretSource, at, $"secret '{name}' comes from nowhere", "add `file:` or `environment:`");
            }
        }
    }

    public static void ContainerNames(ProjectView project, Findings findings)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var service in project.Services)
        {
            if (service.Map["container_name"] is YamlScalar { Text.Length: > 0 } name && !name.IsUnknown() && !seen.TryAdd(name.Text, service.Name))
            {
                findings.Report(ContainerNameTwice, name.At, $"services '{seen[name.Text]}' and '{service.Name}' have the container name '{name.Text}'",
                    "give each its own");
            }
        }
    }
}
