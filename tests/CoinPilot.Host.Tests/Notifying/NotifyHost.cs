using CoinPilot.Notifications;
using CoinPilot.Agent;
using CoinPilot.Agent.Notifying;
using CoinPilot.Releases;
using CoinPilot.Simulated;

namespace CoinPilot.Notifying;

/// <summary>A host with one confirmed release whose service runs, and with receivers of the kind json.</summary>
internal sealed class NotifyHost
{
    public const string Release = "20261124-053107-bbbbbbb";

    public NotifyHost(params string[] receivers)
    {
        Host.Install(Release);
        Host.LayRelease(Release, "project='tiny'\nimages='web=lab/web:1'\n");
        Host.Files.Lay($"{Host.Places.Release(Release)}/manifest.json", Manifest.ToJson());
        Host.Files.Lay(Host.Places.Journal);
        Host.Systemd.Properties["docker.service LoadState"] = "loaded";
        Host.Files.Lay($"/etc/systemd/system/{Host.Places.WatchTimer}", "");
        Host.Run("web", "web", "sha256:1", "lab/web:1");
        Host.Docker.Name("lab/web:1", "sha256:1");
        Host.Docker.Name($"coinpilot/tiny/web:{Release}", "sha256:1");
        Host.Systemd.EnableAsync(SimulatedHost.Unit, CancellationToken.None).GetAwaiter().GetResult();
        Configure(receivers.Length > 0 ? receivers : ["one.example"]);
        Host.Clock.Now += TimeSpan.FromMinutes(5);
        Begin();
    }

    public SimulatedHost Host { get; } = new();

    public SimulatedSender Sender => Host.Sender;

    public IEnumerable<string> Waiting => Host.Files.List(Host.Places.Notify).Where(path => path.EndsWith(".json", StringComparison.Ordinal));

    private static ReleaseManifest Manifest { get; } = ManifestSample.Of(Release, new ManifestService("web", "", "lab/web:1", false, "required", false, 1, 20, 0, MayEnd: false));

    /// <summary>The host has booted, and all of it runs.</summary>
    public void Begin()
    {
        Host.Systemd.DaemonReloadAsync(CancellationToken.None).GetAwaiter().GetResult();
        Host.Systemd.ActiveStates[SimulatedHost.Unit] = "active";
        Host.Systemd.ActiveStates["docker.service"] = "active";
        Host.Systemd.ActiveStates[Host.Places.WatchTimer] = "active";
        SetStatus("running");
    }

    public void Configure(params string[] receivers) => Host.Files.Lay(
        Host.Places.NotifyFile,
        $$"""{ "format": 1, "receivers": [ {{string.Join(", ", receivers.Select(name => $$"""{ "kind": "json", "url": "https://{{name}}/hook", "secret": "key" }"""))}} ] }""");

    public void Confirm() => Host.Files.Lay($"{Host.Places.Release(Release)}/confirmed", $"format='1'\nat='{Host.Clock.Now.ToUnixTimeSeconds()}'\nran='web'\n");

    /// <summary>The service of the release has a probe.</summary>
    public void SetProbe() => Host.Files.Lay(
        $"{Host.Places.Release(Release)}/manifest.json", (Manifest with { Services = [Manifest.Services[0] with { Probe = new(Tcp: "127.0.0.1:1") }] }).ToJson());

    public void LayReverted(string by) => Host.Files.Lay(Host.Places.Reverted, $"format='1'\nrelease='20261125-101010-ccccccc'\nto='{Release}'\nat='{Host.Clock.Now.ToUnixTimeSeconds()}'\nby='{by}'\n");

    public void SetStatus(string status)
    {
        var made = Host.Docker.Containers[^1];
        Host.Docker.Containers[^1] = made with { State = made.State with { Status = status, ExitCode = status == "exited" ? 3 : 0 } };
    }

    public async Task RoundAsync()
    {
        var round = new NoticeRound(Host.Transaction).RunAsync(CancellationToken.None);
        await Host.Clock.RunAsync(EndedAsync(round));
    }

    public async Task MinutesAsync(double minutes) => await Host.Clock.RunAsync(EndedAsync(Host.Clock.DelayAsync(TimeSpan.FromMinutes(minutes), CancellationToken.None)));

    private static async Task<bool> EndedAsync(Task work)
    {
        await work;
        return true;
    }

    /// <summary>A message that a service was started again.</summary>
    public Notice Tended => new(
        NoticeEvent.Tended, "web", "tiny", "vm", Release, Host.Clock.Now, "TENDED: tiny on vm", "tiny-web-1 ended with 1 and is started again");
}
