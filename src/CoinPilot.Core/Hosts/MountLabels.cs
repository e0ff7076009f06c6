using System.Collections.Immutable;
using CoinPilot.Compose;

namespace CoinPilot.Hosts;

/// <summary>The check of bind mounts against SELinux: without a label a container may not read them.</summary>
public static class MountLabels
{
    public static ImmutableArray<Diagnostic> Check(HostState host, ComposeProject project)
    {
        if (!host.IsSelinuxEnforcing)
        {
            return [];
        }

        var unlabelled = project.Services
            .Where(service => service.Volumes.Any(mount => mount.Type == "bind" && !IsLabelled(mount)))
            .Select(service => service.Name)
            .ToArray();
        return unlabelled.Length == 0 ? [] :
        [
            new("selinux", Severity.Warning,
                $"SELinux is enforcing on the host, and bind mounts of {string.Join(", ", unlabelled)} have no label: the containers may not be allowed to read them.",
                new(host.Hostname), "add :z (shared) or :Z (private) to the mounts that are the stack's own"),
        ];
    }

    private static bool IsLabelled(ComposeMount mount) =>
        mount.Options.FirstOrDefault(option => option.Key == "bind") is { } bind && bind.Children.Any(option => option.Key == "selinux");
}
