using CoinPilot.Agent.Boot;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Systemd;
using CoinPilot.Health;
using CoinPilot.Releases;
using CoinPilot.Reporting;
using CoinPilot.Simulated;

namespace CoinPilot.Boot;

/// <summary>A host with a confirmed release of <c>db</c> and of <c>web</c>, which waits for it; Compose makes containers from what the names mean.</summary>
internal sealed class BootHost
{
    public const string Release = "20261124-053107-ab12cd3";

    private int made;

    public BootHost(string policy = "guarded")
    {
        Host.Install(Release);
        Host.LayRelease(Release, "project='tiny'\ntags='exact'\nimages='db=lab/db:1 web=lab/web:1'\nstart_timeout='70'\n");
        Host.Files.Lay($"{Host.Places.Release(Release)}/{ReleaseFile.Hold}", "hold\n");
        Host.Files.Lay($"{Host.Places.Release(Release)}/{ReleaseFile.Manifest}", $$"""
            {"format":1,"release":"{{Release}}","app":"tiny","contentDigest":"d","startPolicy":"{{policy}}","madeAt":"2026-11-24T05:31:07+00:00","by":"mia","dirty":false,
             "stableForSeconds":1,"startBoundSeconds":70,"confirmWithinSeconds":100,"needsEnvFile":false,"fileDigests":{},"objects":[],"services":[
             {"name":"db","image":"lab/db:1","built":false,"gate":"required","hasHealthcheck":true,"replicas":1,"budgetSeconds":10,"readyAfterSeconds":0,"imageId":"sha256:db"},
             {"name":"web","image":"lab/web:1","built":false,"gate":"required","hasHealthcheck":false,"replicas":1,"budgetSeconds":10,"readyAfterSeconds":0,"imageId":"sha256:web"}]}
            """);
        Host.Files.Lay(Host.Places.Journal);
        Host.Files.Lay(Host.Places.LockFile);
        foreach (var service in (string[])["db", "web"])
        {
            Host.Docker.Name($"coinpilot/tiny/{service}:{Release}", $"sha256:{service}");
            Host.Docker.Name($"lab/{service}:1", $"sha256:{service}");
        }

        Host.Systemd.Job = (job, unit) =>
        {
            if (unit == SimulatedHost.Unit && job is UnitJob.Start or UnitJob.Reload)
            {
                Up();
            }

            return IsUp ? 0 : 1;
        };
    }

    public SimulatedHost Host { get; } = new();

    /// <summary>Images that end at once.</summary>
    public HashSet<string> Bad { get; } = [];

    /// <summary>Its database does not become healthy.</summary>
    public bool HasSlowDatabase { get; set; }

    /// <summary>Each service of the release has a probe.</summary>
    public bool HasProbes
    {
        set
        {
            var path = $"{Host.Places.Release(Release)}/{ReleaseFile.Manifest}";
            var manifest = ReleaseManifest.Parse(Host.Files.ReadText(path)!);
            ServiceProbe? Probe(string service) => value ? new(Tcp: service == "web" ? "127.0.0.1:1" : "127.0.0.1:2") : null;
            Host.Files.Lay(path, (manifest with { Services = [.. manifest.Services.Select(service => service with { Probe = Probe(service.Name) })] }).ToJson());
        }
    }

    public bool IsHeld => Host.Files.IsFile(Host.Places.HoldFile);

    public string Journal => Host.Files.ReadText(Host.Places.Journal) ?? "";

    public string? Note(string path) => Host.Files.ReadText(path);

    public string Runs(string service) => Host.Docker.Containers.Single(one => one.State.Service == service).State.Image;

    private bool IsUp => Host.Docker.Containers.All(one => one.State is { Status: "running", Health: "" or "healthy" });

    /// <summary>A boot: unless it is held, its refresh brings an image for web, and one for db.</summary>
    public void Boots(string? brought = null, string? forDatabase = null)
    {
        if (brought is not null && !IsHeld)
        {
            Host.Docker.Name("lab/web:1", brought);
        }

        if (forDatabase is not null && !IsHeld)
        {
            Host.Docker.Name("lab/db:1", forDatabase);
        }

        Up();
        Host.Systemd.ActiveStates[SimulatedHost.Unit] = IsUp ? "active" : "activating";
        Host.Systemd.Properties[$"{SimulatedHost.Unit} SubState"] = IsUp ? "exited" : "auto-restart";
    }

    public Task<int> JudgesAsync() =>
        Host.Clock.RunAsync(BootCommand.RunAsync(Host.Parts, "tiny", new PlainReporter(TextWriter.Null, TimeProvider.System)));

    private void Up()
    {
        Host.Docker.Containers.Clear();
        Make("db", "running", HasSlowDatabase ? "starting" : "healthy");
        Make("web", HasSlowDatabase ? "created" : Bad.Contains(Host.Docker.Meaning("lab/web:1")!) ? "restarting" : "running", "");
    }

    private void Make(string service, string status, string health)
    {
        var container = Host.Run(
            $"{++made}", service, Host.Docker.Meaning($"lab/{service}:1")!, $"lab/{service}:1", status, labels: [("com.docker.compose.depends_on", service == "web" ? "db:service_healthy:false" : "")]);
        Host.Docker.Containers[^1] = container with { State = container.State with { Health = health } };
    }
}
