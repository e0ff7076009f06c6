using System.Collections.Immutable;
using CoinPilot.Compose;
using CoinPilot.Systemd;

namespace CoinPilot.Releases;

/// <summary>The paths of the host that a project's containers mount, and that may lie on a disk of their own (D092).</summary>
public static class HostMounts
{
    /// <summary>Absolute, sorted. A path that only the host knows is not among them; nor is one that no line of a unit can hold.</summary>
    /// <param name="isInPlace">The project lies on the host: its relative paths are the host's, too.</param>
    public static ImmutableArray<string> Of(ComposeProject project, bool isInPlace) =>
    [
        .. project.Services.SelectMany(service => service.Volumes).Where(mount => mount.Type == "bind").Select(mount => mount.Source).OfType<ComposePath>()
            .Concat(project.Volumes.Select(BoundTo).OfType<ComposePath>())
            .Where(path => path.AsWritten is ['/' or '$', ..] || (isInPlace && Shipping.IsRelative(path.AsWritten)))
            .Select(path => path.Resolved)
            .Where(path => path is ['/', _, ..] && !path.Contains('$', StringComparison.Ordinal) && !path.Split('/').Contains("..") && UnitValue.Fault(path) is null)
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    // A named volume that is a folder of the host.
    private static ComposePath? BoundTo(ComposeResource volume)
    {
        var options = volume.Options.FirstOrDefault(option => option.Key == "driver_opts")?.Children ?? [];
        return Value("o") is { } o && o.Split(',').Any(word => word is "bind" or "rbind") && Value("device") is { } device ? new(device, device) : null;

        string? Value(string key) => options.FirstOrDefault(option => option.Key == key)?.Value;
    }
}
