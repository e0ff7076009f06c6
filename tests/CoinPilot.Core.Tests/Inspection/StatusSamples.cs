using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Inspection;

/// <summary>Hosts that run a release, and what is said of them.</summary>
internal static class StatusSamples
{
    public const string Current = "20261124-053107-ab12cd3";

    public const string Before = "20261120-010203-0f3a9c1";

    private const string Unit = "[Unit]\n";

    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 41, 0, TimeSpan.Zero);

    private static readonly ImmutableArray<(string Name, string Image, bool Checked, int Restarts, string? Port)> Services =
    [
        ("db", "timescale/timescaledb:2.14.2-pg15", true, 0, "127.0.0.1:5432"),
        ("redis", "redis:7-alpine", true, 0, null),
        ("bot", "bot:latest", true, 0, null),
        ("dashboard", "dashboard:latest", true, 0, "0.0.0.0:80"),
        ("n8n", "n8nio/n8n:1.60.1", false, 2, "127.0.0.1:5678"),
    ];

    public static readonly ReleaseManifest Manifest = Make(Current);

    /// <summary>Everything as released.</summary>
    public static readonly HostState Good = TestHost.Healthy with
    {
        Now = Now,
        Hostname = "vm",
        UnitText = Unit,
        Current = Current,
        Releases =
        [
            new(Before, true, Make(Before).ToJson()) { ConfirmedAt = Now.AddDays(-4) },
            new(Current, true, Manifest.ToJson()) { ConfirmedAt = Now.AddHours(-4) },
        ],
        ReleaseFiles = Manifest.FileDigests,
        ReleaseImages = ((string[])[Before, Current])
            .ToImmutableDictionary(release => release, _ => Services.ToImmutableDictionary(service => service.Name, service => "sha256:" + service.Name)),
        Containers =
        [
            .. Services.Select(service => new ContainerState(
                service.Name, $"coinpilot-{service.Name}", service.Name, "sha256:" + service.Name, "running", 0, "", Now.AddHours(-3), service.Restarts,
                "unless-stopped", service.Checked ? "healthy" : "", service.Image)
            {
                Ports = service.Port is { } port ? [$"{port}->{port.Split(':')[1]}/tcp", .. port.StartsWith('0') ? (string[])[$":::{port.Split(':')[1]}->{port.Split(':')[1]}/tcp"] : []] : [],
            }),
        ],
    };

    /// <summary>As after a night in which much went wrong.</summary>
    public static readonly HostState Bad = Good with
    {
        UnitText = Unit + "# edited\n",
        IsHeld = true,
        EnvFileDigest = "other",
        Unit = Good.Unit with { NRestarts = 1, DropIns = ["/etc/systemd/system/coinpilot-compose.service.d/50-hold.conf", "/etc/systemd/system/coinpilot-compose.service.d/override.conf"] },
        ReleaseFiles = Good.ReleaseFiles.SetItem("docker-compose.prod.yml", "changed"),
        ReleaseImages = Good.ReleaseImages.SetItem(Before, Good.ReleaseImages[Before].Remove("bot")),
        StartSteps =
        [
            new(1, "0", Now.AddHours(-3), "/usr/bin/timeout -k 10 236 /usr/bin/docker compose start"),
            new(2, "18", Now.AddHours(-3).AddSeconds(4), "/usr/bin/timeout -k 10 300 /usr/bin/docker compose pull --ignore-buildable"),
            new(3, "0", Now.AddHours(-3).AddSeconds(9), "/usr/bin/timeout -k 10 900 /usr/bin/docker compose up -d --build"),
        ],
        Journal = "2026-11-24T06:41:04+00:00 vm timeout[812]: Error response from daemon: Get \"https://registry/v2/\": no route to host\n",
        LastRevert = new("20261124-060000-1111111", Current, Now.AddHours(-2), "timer"),
        Containers = [.. Good.Containers.Select(container => container.Service switch
        {
            "n8n" => container with { Status = "exited", ExitCode = 1 },
            "redis" => container with { Image = "sha256:newer" },
            _ => container,
        })],
    };

    public static StackStatus Of(HostState host) => Inspector.Inspect(host, AppName.Parse("coinpilot"), "coinpilot-compose.service", "deploy@vm.example:22");

    private static ReleaseManifest Make(string id) => new()
    {
        Release = id,
        App = "coinpilot",
        ContentDigest = id,
        HostEnvDigest = "env",
        NeedsEnvFile = true,
        StartPolicy = "guarded",
        MadeAt = new(2026, 11, 24, 5, 31, 7, TimeSpan.Zero),
        By = "mia",
        Commit = "ab12cd3e0199887766554433221100ffeeddccbb",
        StableForSeconds = 10,
        StartBoundSeconds = 236,
        ConfirmWithinSeconds = 600,
        FileDigests = new Dictionary<string, string>
        {
            ["unit"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Unit))),
            ["docker-compose.prod.yml"] = "one",
            ["compose.release.yml"] = "two",
        }.ToImmutableSortedDictionary(StringComparer.Ordinal),
        Objects = [],
        Services = [.. Services.Select(service => new ManifestService(
            service.Name, $"coinpilot-{service.Name}", service.Image, service.Image.EndsWith(":latest", StringComparison.Ordinal), "required", service.Checked, 1, 60, 30,
            ImageId: "sha256:" + service.Name))],
    };
}
