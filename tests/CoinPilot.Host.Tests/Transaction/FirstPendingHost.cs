using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Processes;
using CoinPilot.Agent.Systemd;
using CoinPilot.Agent.Transaction;
using CoinPilot.Protocol;
using CoinPilot.Releases;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Transaction;

/// <summary>A pending switch whose service <c>web</c> is replaced start-first, with a Compose that makes and replaces containers as 2.26 does.</summary>
internal sealed class FirstPendingHost
{
    private int made;

    public FirstPendingHost(string oldConf = "start_first='web=20'\n", string newConf = "start_first='web=20'\n")
    {
        Host.LayRelease("OLD", $"project='tiny'\nenv_file='/dev/null'\ncompose_files='/OLD/compose.yml'\nimages='web=lab/web:1'\n{oldConf}");
        Host.LayRelease("NEW", $"project='tiny'\nenv_file='/dev/null'\ncompose_files='/NEW/compose.yml'\nimages='web=lab/web:1'\n{newConf}");
        Host.Docker.Compose = Compose;
        Host.Systemd.Job = (job, unit) => unit == SimulatedHost.Unit && job is UnitJob.Start or UnitJob.Reload ? Up() : 0;
        Host.Run("old", "web", "sha256:old", "lab/web:1");
        Host.Docker.Containers[0] = As(Host.Docker.Containers[0], "OLD", "running", "healthy");
        Pending.LayReady();
    }

    public PendingHost Pending { get; } = new();

    public SimulatedHost Host => Pending.Host;

    /// <summary>What a new container's healthcheck says.</summary>
    public string Health { get; set; } = "healthy";

    /// <summary>Another configuration in the new release.</summary>
    public bool Differs { get; set; } = true;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>What the switch does for it.</summary>
    public Task NoteAsync() => Leaving.OfSwitch(Host.Transaction).NoteAsync(Conf("NEW"), Conf("OLD"), [], Ct);

    public Task<string?> ReplaceAsync() => Host.Clock.RunAsync(new Successors(Host.Transaction, Conf("NEW")).ReplaceAsync(Leaving.OfSwitch(Host.Transaction), Ct));

    public Task<(RevertAnswer Answer, VerbFailure? Failure)> RevertAsync(RevertMode mode = RevertMode.Asked) => Pending.RevertAsync(mode);

    /// <summary>The one container that there is: its id, and the release that it is of.</summary>
    public (string Id, string Release) Only()
    {
        var only = Assert.Single(Host.Docker.Containers);
        Assert.Equal("running", only.State.Status);
        return (only.State.Id, only.State.ConfigHash);
    }

    /// <summary>docker compose up: the newest that are too many go, and what is of another release is replaced.</summary>
    public int Up()
    {
        var installed = Host.Files.Read(Host.Places.UnitFile) is { } unit && System.Text.Encoding.UTF8.GetString(unit).Contains("=OLD", StringComparison.Ordinal) ? "OLD" : Hash("NEW");
        Host.Docker.Containers.RemoveRange(1, Math.Max(0, Host.Docker.Containers.Count - 1));
        if (Host.Docker.Containers is [var left])
        {
            Host.Docker.Containers[0] = left.State.ConfigHash == installed
                ? As(left, installed, "running", left.State.Health)
                : As(left, installed, "running", Health) with { State = As(left, installed, "running", Health).State with { Id = $"up{++made}" } };
        }

        return 0;
    }

    private ReleaseConf Conf(string release) => ReleaseConf.Parse(Pending.Text($"{Host.Places.Release(release)}/{ReleaseFile.Conf}")!);

    private string Hash(string release) => Differs ? release : "OLD";

    private CommandOutput? Compose(ComposeCommand command)
    {
        if (!command.Arguments.Contains("--scale"))
        {
            return null;
        }

        Assert.Contains("--no-start", command.Arguments);
        Assert.DoesNotContain("--no-deps", command.Arguments); // the hash would be another
        if (Host.Docker.Containers.Count < 2)
        {
            var id = $"made{++made}";
            var one = Host.Run(id, "web", "sha256:old", "lab/web:1", "created");
            Host.Docker.Containers[^1] = As(one, Hash(command.Arguments.Any(word => word.StartsWith("/NEW", StringComparison.Ordinal)) ? "NEW" : "OLD"), "created", "starting");
            Host.Docker.HealthOnceStarted[id] = Health;
        }

        return new(0, "", "");
    }

    private static ContainerDetail As(ContainerDetail one, string hash, string status, string health) => one with { State = one.State with { ConfigHash = hash, Status = status, Health = health } };
}
