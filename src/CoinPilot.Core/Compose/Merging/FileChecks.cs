using CoinPilot.Compose.Forms;
using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Merging;

/// <summary>Checks of a merged file before names are looked up: they hold for disabled services too.</summary>
internal static class FileChecks
{
    public static readonly ComposeRule ExternalVolume = new("external-volume-options", Severity.Error, "An external volume has no options besides its name.");
    public static readonly ComposeRule ExclusiveSource = new("file-object-sources", Severity.Error, "A secret or config has exactly one source.");
    public static readonly ComposeRule BlankWatch = new("watch-path-blank", Severity.Error, "A watched path is not blank.");
    public static readonly ComposeRule DeviceCount = new("device-count-and-ids", Severity.Error, "A device request has a count or ids, not both.");
    public static readonly ComposeRule HostIp = new("port-host-ip", Severity.Error, "host_ip is an IP address.");

    public static void Run(YamlMap root, Findings findings)
    {
        foreach (var (name, at, volume) in root.Section("volumes"))
        {
            Volume(name, at, volume, findings);
        }
        foreach (var (name, at, config) in root.Section("configs"))
        {
            Source("config", name, at, config, ["file", "environment", "content"], findings);
        }
        foreach (var (name, at, secret) in root.Section("secrets"))
        {
            Source("secret", name, at, secret, ["file", "environment"], findings);
        }
        foreach (var (_, _, service) in root.Section("services"))
        {
            Service(service, findings);
        }
    }

    private static void Volume(string name, Mark at, YamlMap volume, Findings findings)
    {
        var other = volume.Entries.FirstOrDefault(e => e.Key is not ("name" or "external") && !e.Key.StartsWith("x-", StringComparison.Ordinal));
        if (volume.IsTrue("external") && other is not null)
        {
            findings.Report(ExternalVolume, other.KeyAt.Line == 0 ? at : other.KeyAt, $"volume '{name}' is external, so '{other.Key}' means nothing",
                "remove it, or remove `external: true`");
        }
    }

    private static void Source(string kind, string name, Mark at, YamlMap item, string[] sources, Findings findings)
    {
        var given = sources.Where(item.Has).ToList();
        if (given.Count > 1)
        {
            findings.Report(ExclusiveSource, item.KeyAt(given[1]), $"{kind} '{name}' has {string.Join(" and ", given)}", "keep one of them");
        }
        else if (given.Count == 0 && !item.Has("driver") && !item.Has("external"))
        {
            findings.Report(ExclusiveSource, at, $"{kind} '{name}' has no source", $"add one of {string.Join(", ", sources)}");
        }
    }

    private static void Service(YamlMap service, Findings findings)
    {
        foreach (var port in service.List("ports").OfType<YamlMap>())
        {
            if (port["host_ip"] is YamlScalar { Kind: ScalarKind.String, IsPartlyUnknown: false } ip && !PortForm.IsAddress(ip.Text))
            {
                findings.Report(HostIp, ip.At, $"'{ip.Text}' is no IP address", "write an address such as 127.0.0.1");
            }
        }
        foreach (var watch in service.Map("develop")?.List("watch").OfType<YamlMap>() ?? [])
        {
            if (watch["path"] is YamlScalar { Kind: ScalarKind.String, Text.Length: 0 } path)
            {
                findings.Report(BlankWatch, path.At, "the watched path is blank", "name a folder");
            }
        }
        var reserved = service.Map("deploy")?.Map("resources")?.Map("reservations")?.List("devices") ?? [];
        foreach (var device in service.List("gpus").Concat(reserved).OfType<YamlMap>())
        {
            if (device.Has("count") && device.Has("device_ids"))
            {
                findings.Report(DeviceCount, device.KeyAt("device_ids"), "a device request has both count and device_ids", "keep one of them");
            }
        }
    }
}
