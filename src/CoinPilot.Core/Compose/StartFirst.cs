using System.Collections.Immutable;

namespace CoinPilot.Compose;

/// <summary>Why two containers of a service can't run for a while.</summary>
public sealed record StartFirstObstacle(SourceLocation At, string Why, string Fix);

/// <summary>Which services can be replaced start-first: pure, and said before anything is touched (D103).</summary>
public static class StartFirst
{
    private const string Completed = "service_completed_successfully";

    // What two containers can't have at once, whatever its value.
    private static readonly ImmutableArray<(string Key, string Why, string Fix)> Alone =
    [
        ("container_name", "it has a container name, and no two containers can", "remove `container_name:`; others reach it by its service name"),
        ("mac_address", "it has a MAC address of its own", "remove `mac_address:`"),
        ("devices", "it uses devices of the host", "remove `devices:`"),
        ("volumes_from", "it has another container's volumes", "name the volumes, read-only"),
    ];

    /// <summary>It is asked for, and nothing is in the way.</summary>
    public static bool IsPossible(ComposeProject project, ComposeService service) => service.Update.StartFirst && !Obstacles(project, service).Any();

    /// <summary>Those that are replaced so, each after those it depends on.</summary>
    public static ImmutableArray<ComposeService> Of(ComposeProject project)
    {
        var found = ImmutableArray.CreateBuilder<ComposeService>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var service in project.Services)
        {
            Add(service);
        }

        return found.ToImmutable();

        void Add(ComposeService service)
        {
            if (!seen.Add(service.Name))
            {
                return;
            }

            foreach (var needed in service.DependsOn.Select(dependency => project.Find(dependency.Service)).OfType<ComposeService>())
            {
                Add(needed);
            }

            if (IsPossible(project, service))
            {
                found.Add(service);
            }
        }
    }

    /// <summary>All that is in the way, as if it were asked for.</summary>
    public static IEnumerable<StartFirstObstacle> Obstacles(ComposeProject project, ComposeService service) =>
    [
        .. Single(service),
        .. Ports(service),
        .. Alone.Where(one => service.Update.Keys.ContainsKey(one.Key) && !(one.Key == "volumes_from" && service.Update.SharesVolumes))
            .Select(one => new StartFirstObstacle(service.Update.Keys[one.Key], one.Why, one.Fix)),
        .. Networks(project, service),
        .. Volumes(service),
        .. Ending(project, service),
    ];

    private static IEnumerable<StartFirstObstacle> Single(ComposeService service)
    {
        if (service.Update.IsSingle)
        {
            yield return new(service.Update.SingleAt ?? service.Location, "it is marked `single: true`", "remove one of the two");
        }

        if (service.Replicas != 1)
        {
            yield return new(At(service, "scale", "deploy"), $"it has {service.Replicas} containers", "remove `scale:` or `deploy.replicas:`");
        }
    }

    private static IEnumerable<StartFirstObstacle> Ports(ComposeService service) =>
        from port in service.Ports
        where port.Published is not null
        select new StartFirstObstacle(port.Location, $"it publishes the host's port {port.Published}, which one container has at a time", "publish it at a proxy of the stack, and remove it here");

    private static IEnumerable<StartFirstObstacle> Networks(ComposeProject project, ComposeService service)
    {
        if (service.NetworkMode is "host" or "none")
        {
            yield return new(At(service, "network_mode"), $"`network_mode: {service.NetworkMode}` has no names that lead to both", "give it a network of the stack");
        }

        foreach (var key in (string[])["network_mode", "pid", "ipc"])
        {
            if (service.Update.Keys.TryGetValue(key, out var at) && service.Shares.Any(shared => shared.Key == key))
            {
                yield return new(at, $"it shares `{key}` with another container", $"remove `{key}:`");
            }
        }

        foreach (var other in project.Services.Where(other => other.Shares.Any(shared => shared.With == service.Name)))
        {
            yield return new(service.Location, $"'{other.Name}' shares a namespace with its container, and would be left behind", $"give '{other.Name}' one of its own");
        }

        foreach (var attachment in service.Networks.Where(attachment => attachment.Options.Any(option => option.Key is not ("aliases" or "priority"))))
        {
            yield return new(At(service, "networks"), $"it has an address or options of its own in the network '{attachment.Network}'", "leave nothing there but `aliases`");
        }
    }

    private static IEnumerable<StartFirstObstacle> Volumes(ComposeService service) =>
        from mount in service.Volumes
        where mount is { ReadOnly: false, Type: not ("tmpfs" or "image") } && !service.Update.SharesVolumes
        select new StartFirstObstacle(mount.Location, $"it writes to {mount.Target}, and for a while two of it would",
            "mount it read-only; where two may write to it, add `shared-volumes: true`");

    private static IEnumerable<StartFirstObstacle> Ending(ComposeProject project, ComposeService service)
    {
        if (service.Healthcheck is null or { Disabled: true })
        {
            yield return new(service.Location, "it has no healthcheck, so nobody knows when the new one serves", "add `healthcheck:`");
        }

        if (service.Gate != GateMode.Required)
        {
            yield return new(service.Location, "its gate is not `required`, so whether the new one serves does not decide", "remove `gate:`");
        }

        if (project.Services.Any(other => other.DependsOn.Any(dependency => dependency.Service == service.Name && dependency.Condition == Completed)))
        {
            yield return new(service.Location, "others wait for its end: it is a task", "remove `update:`");
        }

        foreach (var dependency in service.DependsOn.Where(dependency => dependency.Condition == Completed))
        {
            yield return new(dependency.Location, $"it waits for the task '{dependency.Service}', which runs after the new one has begun to serve", $"run '{dependency.Service}' in another way, or replace stop-first");
        }
    }

    private static SourceLocation At(ComposeService service, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (service.Update.Keys.TryGetValue(key, out var at))
            {
                return at;
            }
        }

        return service.Location;
    }
}
