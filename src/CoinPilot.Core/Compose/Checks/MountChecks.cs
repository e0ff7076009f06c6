using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Checks;

/// <summary>Where things appear in a container.</summary>
internal static class MountChecks
{
    public static readonly ComposeRule TargetTwice = new("mount-target-twice", Severity.Error, "No two mounts of a service have one target.");
    public static readonly ComposeRule NoWatchTarget = new("watch-target", Severity.Error, "A watch that syncs has a target.");

    public static void WatchTarget(ProjectView project, ServiceView service, Findings findings)
    {
        foreach (var watch in service.Map.Map("develop")?.List("watch").OfType<YamlMap>() ?? [])
        {
            if (string.IsNullOrEmpty(watch.Text("target")) && watch.Text("action") is not ("rebuild" or "restart") && !watch["action"].IsUnknown())
            {
                findings.Report(NoWatchTarget, watch.At, $"a watch of '{service.Name}' syncs to nowhere", "add `target:`");
            }
        }
    }

    public static void Targets(ProjectView project, ServiceView service, Findings findings)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var tmpfs = service.Map["tmpfs"] is YamlList list ? list.Items : service.Map["tmpfs"] is YamlScalar single ? [single] : [];
        foreach (var item in tmpfs.OfType<YamlScalar>())
        {
            Add(item, item.Text.Split(':')[0]);
        }
        foreach (var mount in service.Map.List("volumes").OfType<YamlMap>())
        {
            if (mount["target"] is YamlScalar target)
            {
                Add(target, target.Text);
            }
        }

        void Add(YamlScalar at, string target)
        {
            if (!at.IsUnknown() && !seen.Add(target))
            {
                findings.Report(TargetTwice, at.At, $"service '{service.Name}' mounts two things at {target}", "keep one of them");
            }
        }
    }
}
