using CoinPilot.Agent.Systemd;
using CoinPilot.Agent.Transaction;
using CoinPilot.Protocol;
using CoinPilot.Releases;
using CoinPilot.Simulated;

namespace CoinPilot.Transaction;

/// <summary>A host on which a switch from OLD to NEW is pending, which was started.</summary>
internal sealed class PendingHost
{
    public const string Unit = SimulatedHost.Unit;

    public PendingHost()
    {
        Host.Install("NEW");
        Host.LayRelease("OLD", "project='tiny'\nimages='web=lab/web:1'\n");
        Host.LayRelease("NEW", "project='tiny'\nimages='web=lab/web:1'\n");
        Host.Files.Lay(Host.Places.TransactionFile, "new transaction\n");
        Host.Files.LayFolder(Path.GetDirectoryName(Host.Places.HoldFile)!);
        Host.Files.Lay($"{Host.Places.Old}/unit", OldUnit);
        Host.Files.Lay($"{Host.Places.Old}/hold.conf", "old hold\n");
        Host.Files.Lay($"{Host.Places.Old}/transaction.conf", "old transaction\n");
        Host.Files.Lay($"{Host.Places.Old}/tags", "lab/web:1 sha256:old\n");
        Host.Files.Lay(Host.Places.Journal);
        Host.Files.Lay(Host.Places.Pending, Pending.ToString());
        Host.Files.Lay(Host.Places.LockFile);
        Host.Files.Lay(Host.Places.StageLockFile);
        Host.Docker.Name("coinpilot/tiny/web:OLD", "sha256:old");
        Host.Docker.Name("lab/web:1", "sha256:new");
        Host.Systemd.ActiveStates[Unit] = "active";
        Host.Systemd.Job = (job, unit) => unit == Unit && job is UnitJob.Reload or UnitJob.Start && FailingStarts-- > 0 ? 1 : 0;
    }

    public static string OldUnit { get; } = SimulatedHost.UnitOf("OLD");

    public static PendingFile Pending { get; } = new()
    {
        New = "NEW",
        Old = "OLD",
        App = "tiny",
        Unit = Unit,
        Project = "tiny",
        Phase = PendingFile.Started,
        OldEnabled = true,
        OldActive = "active",
        OldImages = ReleaseConf.ReadImages("web=lab/web:1"),
        NewImages = ReleaseConf.ReadImages("web=lab/web:1"),
        StartTimeout = TimeSpan.FromSeconds(20),
        OldStartTimeout = TimeSpan.FromSeconds(70),
    };

    public SimulatedHost Host { get; } = new();

    /// <summary>So many starts of the stack's unit fail.</summary>
    public int FailingStarts { get; set; }

    public bool IsPending => Host.Files.Entry(Host.Places.Pending) is not null;

    public string? Text(string path) => Host.Files.Entry(path) is null ? null : System.Text.Encoding.UTF8.GetString(Host.Files.Read(path)!);

    /// <summary>Old unit and hold lie beside their places, as a switch leaves them.</summary>
    public void LayReady()
    {
        Host.Files.Lay(Host.Places.UnitReady, OldUnit);
        Host.Files.Lay(Host.Places.HoldReady, "old hold\n");
    }

    public Task<(RevertAnswer Answer, VerbFailure? Failure)> RevertAsync(RevertMode mode = RevertMode.Asked, string? release = null, string reason = "") =>
        Host.Clock.RunAsync(new RevertVerb(Host.Transaction, mode).RunAsync(new(release, reason)));

    public int Count(string change) => Host.Systemd.Changes.Count(one => one == change);
}
