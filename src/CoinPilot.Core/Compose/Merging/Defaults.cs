using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Merging;

/// <summary>Values that Compose fills in.</summary>
internal static class Defaults
{
    public static void Apply(YamlMap root)
    {
        foreach (var (_, _, service) in root.Section("services"))
        {
            if (service.Map("build") is { } build && !build.Has("context"))
            {
                build.Set("context", YamlScalar.String(build.At, "."));
            }
            foreach (var secret in service.List("secrets").OfType<YamlMap>().Where(s => !s.Has("target")))
            {
                secret.Set("target", YamlScalar.String(secret.At, $"/run/secrets/{secret.Text("source")}"));
            }
            foreach (var port in service.List("ports").OfType<YamlMap>())
            {
                Fill(port, "protocol", "tcp");
                Fill(port, "mode", "ingress");
            }
            var reserved = service.Map("deploy")?.Map("resources")?.Map("reservations")?.List("devices") ?? [];
            foreach (var device in service.List("gpus").Concat(reserved).OfType<YamlMap>().Where(d => !d.Has("count") && !d.Has("device_ids")))
            {
                Fill(device, "count", "all");
            }
        }
    }

    /// <summary>Empty entries of `dns` mean nothing.</summary>
    public static void OmitEmpty(YamlMap root)
    {
        foreach (var (_, _, service) in root.Section("services"))
        {
            (service["dns"] as YamlList)?.Items.RemoveAll(i => i is YamlScalar { Text.Length: 0 });
        }
    }

    private static void Fill(YamlMap map, string key, string value)
    {
        if (!map.Has(key))
        {
            map.Set(key, YamlScalar.String(map.At, value));
        }
    }
}
