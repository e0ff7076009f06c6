using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Transaction;
using CoinPilot.Releases;
using CoinPilot.Simulated;
using CoinPilot.Systemd;
using Xunit;

namespace CoinPilot.Transaction;

/// <summary>Starts of a release whose data is not there as it was confirmed.</summary>
public sealed class DataCommandTests
{
    private const string Mounts = "24 1 8:1 / / rw - ext4 /dev/sda1 rw\n30 24 8:2 / /srv/data rw - ext4 /dev/sdb1 rw\n";

    private readonly SimulatedHost host = new();

    public DataCommandTests()
    {
        host.Install("NOW");
        host.LayRelease("NOW", "project='tiny'\nimages='db=lab/db:1 web=lab/web:1 off=lab/off:1'\n");
        host.Files.Lay($"{host.Places.Release("NOW")}/confirmed", "ran='db web'\n");
        host.Files.Lay("/proc/self/mountinfo", Mounts);
        host.Files.LayFolder("/srv/data/files");
        host.Docker.Volumes.Add(Volume("2026-11-24T05:31:07Z"));
        Run("db", "db1", new ContainerMount("volume", "tiny_data", "/data"));
        Run("web", "web1", new ContainerMount("bind", "/srv/data/files", "/files"));
        Run("off", "off1");
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DataRecord Record => new(host.Transaction, "NOW");

    [Fact]
    public async Task Go_on_where_it_is_and_where_nobody_noted_it()
    {
        host.Docker.Volumes.Clear();
        Assert.Equal(0, await StartAsync());

        host.Docker.Volumes.Add(Volume("2026-11-24T05:31:07Z"));
        await Record.NoteAsync("tiny", Ct);

        Assert.Equal(0, await StartAsync());
        Assert.Equal(["tiny_data/", "/srv/data/files//srv/data"], Record.Noted!.Mounts.Select(mount => $"{mount.Source}/{mount.MountedAt}"));
        Assert.Empty(host.Docker.Changes);
    }

    [Theory]
    [InlineData("gone", "tiny_data (/data of db) is gone", "db1 web1")]
    [InlineData("empty", "tiny_data (/data of db) was made anew at 2026-12-01T00:00:00Z and is EMPTY", "db1 web1")]
    [InlineData("folder gone", "/srv/data/files (/files of web) is gone", "web1 db1")]
    [InlineData("folder anew", "/srv/data/files (/files of web) was made anew at ", "web1 db1")]
    [InlineData("unmounted", "/srv/data/files (/files of web) lies on /srv/data, where nothing is mounted", "web1 db1")]
    public async Task Are_held_back_with_what_lacks_it_said_once_and_the_rest_started(string fault, string said, string stoppedAndStarted)
    {
        await Record.NoteAsync("tiny", Ct);
        await BreakAsync(fault);
        var (held, other) = (stoppedAndStarted.Split(' ')[0], stoppedAndStarted.Split(' ')[1]);
        Set(other, "exited");
        Set("off1", "exited");

        Assert.Equal(DataLine.HeldBack, await StartAsync());
        Assert.Equal(DataLine.HeldBack, await StartAsync());

        Assert.Equal([$"stop {held}", $"start {other}"], host.Docker.Changes.Distinct());
        Assert.Contains(said, Assert.Single(host.Warned, line => line.StartsWith("not started", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("coinpilot restore --app tiny --accept-new-volume ", Assert.Single(host.Said, line => line.StartsWith('→')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Go_on_when_it_is_there_again_or_somebody_agreed()
    {
        await Record.NoteAsync("tiny", Ct);
        await BreakAsync("gone");
        Assert.Equal(DataLine.HeldBack, await StartAsync());
        host.Docker.Volumes.Add(Volume("2026-11-24T05:31:07Z"));
        Assert.Equal(0, await StartAsync());

        await BreakAsync("gone");
        await BreakAsync("unmounted");
        Record.Forget(["data", "/srv/data/files/"]);
        Assert.Equal(0, await StartAsync());
    }

    [Fact]
    public async Task A_volume_that_was_made_anew_with_something_in_it_is_told_and_holds_nothing_back()
    {
        await Record.NoteAsync("tiny", Ct);
        await BreakAsync("empty");
        host.Files.Lay("/var/lib/docker/volumes/tiny_data/_data/rows");

        Assert.Equal(0, await StartAsync());
        Assert.Equal([("tiny_data", false)], (await Record.LackingAsync(Ct)).Select(one => (one.Source, one.IsHeldBack)));
    }

    [Fact]
    public async Task A_folder_that_was_made_anew_is_told_once_there_is_something_in_it_and_one_of_an_older_note_is_not()
    {
        await Record.NoteAsync("tiny", Ct);
        await BreakAsync("folder anew");
        host.Files.Lay("/srv/data/files/rows");
        Assert.Equal([("/srv/data/files", false)], (await Record.LackingAsync(Ct)).Select(one => (one.Source, one.IsHeldBack)));

        var file = $"{host.Places.Release("NOW")}/{ReleaseFile.ConfirmedData}";
        host.Files.Lay(file, Regex.Replace(Encoding.UTF8.GetString(host.Files.Read(file)!), "\"createdAt\": \"2026-11-30[^\"]*\"", "\"createdAt\": \"\""));
        Assert.Empty(await Record.LackingAsync(Ct));
    }

    private Task<int> StartAsync() => new DataCommand(host.Transaction).RunAsync(Ct);

    private Task BreakAsync(string fault)
    {
        switch (fault)
        {
            case "unmounted":
                host.Files.Lay("/proc/self/mountinfo", Mounts.Split('\n')[0] + "\n");
                break;
            case "folder gone":
                host.Files.Remove("/srv/data/files");
                break;
            case "folder anew": // as Docker does where it starts a container before the unit does
                host.Files.Remove("/srv/data/files");
                host.Clock.Now += TimeSpan.FromMinutes(1);
                host.Files.LayFolder("/srv/data/files");
                break;
            default:
                host.Docker.Volumes.Clear();
                break;
        }

        if (fault == "empty")
        {
            host.Files.LayFolder("/var/lib/docker/volumes/tiny_data/_data");
            host.Docker.Volumes.Add(Volume("2026-12-01T00:00:00Z"));
        }

        return Task.CompletedTask;
    }

    private static VolumeSummary Volume(string createdAt) =>
        new("tiny_data", ImmutableDictionary<string, string>.Empty) { CreatedAt = createdAt, Mountpoint = "/var/lib/docker/volumes/tiny_data/_data" };

    private void Run(string service, string id, params ContainerMount[] mounts)
    {
        var made = host.Run(id, service, "sha256:1", $"lab/{service}:1");
        host.Docker.Containers[^1] = made with { Mounts = [.. mounts] };
    }

    private void Set(string id, string status)
    {
        var at = host.Docker.Containers.FindIndex(one => one.State.Id == id);
        host.Docker.Containers[at] = host.Docker.Containers[at] with { State = host.Docker.Containers[at].State with { Status = status } };
    }
}
