using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Inspection;
using CoinPilot.Releases;

namespace CoinPilot.Planning;

/// <summary>What is not as the current release has it.</summary>
public static class Drift
{
    /// <summary>What a deployment puts right, and so is a reason for one.</summary>
    public static IEnumerable<string> Of(ReleaseManifest current, HostState host)
    {
        if (host.IsHeld)
        {
            yield return host.HoldReason is null ? "the unit is on hold after a rollback" : "the unit is on hold: the refresh of a boot was taken back";
        }

        if (!host.Unit.IsEnabled)
        {
            yield return "the unit is not enabled";
        }

        if (host.Unit.ActiveState != "active")
        {
            yield return $"the unit is {host.Unit.ActiveState} ({host.Unit.SubState})";
        }

        foreach (var service in current.Services)
        {
            if (service.ImageId is { } id && host.Containers.Any(container => container.Service == service.Name && container.Image != id))
            {
                yield return $"{service.Name} runs another image than the release's";
            }
        }

        // What a probe says no deployment puts right by itself, and whoever plans has not asked it.
        if (Planner.GateOf(current, host.Find(host.Current)).ByContainers().Glance(host.Containers, [], host.Now) is not GateVerdict.Pass and var verdict)
        {
            yield return $"not everything is up: {verdict.NotUp}";
        }
    }

    /// <summary>What the operator should know of, although it alone makes no deployment necessary.</summary>
    public static IEnumerable<string> Notes(ReleaseManifest current, HostState host, HostPreview preview, string unitName)
    {
        // Values and images that differ are reasons, or changes of their service.
        foreach (var finding in DriftFindings.Of(host, current, unitName).Where(finding => finding.Code is not ("env-drift" or "image-drift")))
        {
            yield return finding.Text;
        }

        var isEnvChanged = host.IsEnvChangedSince(current);
        foreach (var container in host.Containers)
        {
            if (!isEnvChanged && !preview.Opaque.Contains(container.Service)
                && preview.CurrentHashes.GetValueOrDefault(container.Service) is { } hash && hash != container.ConfigHash)
            {
                yield return $"{container.Name} was made from another configuration than the release's (by hand, or by another version of Compose); `--force` puts it right";
            }

            if (current.Services.All(service => service.Name != container.Service))
            {
                yield return $"{container.Name} belongs to no service of the release; it is left alone";
            }
        }

        if (!preview.MovedNames.IsEmpty)
        {
            yield return $"a staging has moved the names {string.Join(", ", preview.MovedNames)} and not put them back: it died, or it runs right now; a deployment puts them back";
        }
    }
}
