using CoinPilot.Agent;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Staging;
using CoinPilot.Agent.Transaction;
using CoinPilot.Protocol;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Staging;

/// <summary>A release that is staged is there as a whole, and one that fails is not there at all.</summary>
public sealed class StageTests : IDisposable
{
    private const string Web = "lab/web:1";

    private readonly SimulatedHost host = new();
    private readonly CancellationTokenSource gone = new();

    public StageTests()
    {
        host.Install("OLD");
        host.LayRelease("OLD", $"images='web={Web}'\ntags='exact'\n");
        host.Docker.Name(Web, "sha256:old");
        host.Docker.Name("coinpilot/tiny/web:OLD", "sha256:old");
        host.Docker.Registry[Web] = ("sha256:new", "sha256:d1");
        host.Docker.ProjectJson = StagePayload.Project;
        host.Run("c1", "web", "sha256:old", Web);
    }

    [Fact]
    public async Task What_was_staged_survives_a_power_cut_whole()
    {
        var answer = await StageAsync();
        Assert.Contains("\"phase\":\"done\"", Journal[^1], StringComparison.Ordinal);
        host.CutPower();

        Assert.Equal([new HostImage("web", Web, "sha256:new", "lab/web@sha256:d1")], answer.Images);
        Assert.Equal("{}\n", host.Files.ReadText($"{host.Places.Release(StagePayload.Id)}/manifest.json"));
        Assert.Equal("content", host.Files.ReadText($"{host.Places.Objects}/{StagePayload.Digest}/app.conf"));
        Assert.Equal(DurableFiles.Private, host.Files.Entry($"{host.Places.Release(StagePayload.Id)}/.env")!.Mode);
        Assert.Equal("sha256:new", host.Docker.Meaning($"coinpilot/tiny/web:{StagePayload.Id}"));
        Assert.Equal("sha256:old", host.Docker.Meaning(Web));
        Assert.Equal(["OLD", StagePayload.Id], new ReleaseShelf(host.Files, host.Places).All.Select(release => release.Id).OrderDescending(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_Compose_refuses_is_taken_back()
    {
        host.Docker.Compose = command => command.Arguments.Contains("config") ? new(15, "", "services.web is wrong\n") : null;

        Assert.Contains("Compose refuses the release", (await FailsAsync<VerbFailedException>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_systemd_refuses_is_taken_back()
    {
        host.Systemd.Complaints.Add($"{host.Places.Releases}/.new.{StagePayload.Id}/verify/{SimulatedHost.Unit}:5: Unknown key name 'Nope' in section 'Service', ignoring.");

        Assert.Contains("systemd refuses the unit", (await FailsAsync<VerbFailedException>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_without_its_image_is_taken_back()
    {
        host.Docker.Registry.Clear();
        host.Docker.Names.Remove(Web);

        Assert.Contains($"no image for: {Web}", (await FailsAsync<VerbFailedException>(nameIsBack: false)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_was_damaged_on_its_way_is_refused()
    {
        var payload = StagePayload.Of(host);

        var failed = await Assert.ThrowsAsync<VerbFailedException>(() => StageAsync(payload with { Digest = new('0', 64) }));

        Assert.StartsWith("the upload is damaged", failed.Message, StringComparison.Ordinal);
        Nothing();
    }

    [Fact]
    public async Task A_disk_that_fills_up_is_said_and_all_is_taken_back()
    {
        host.Docker.WhilePulling = _ => host.Files.Before = (step, path) =>
        {
            if (step == "sync-all" && path == host.Places.Base)
            {
                throw new IOException("No space left on device");
            }
        };

        var failed = await FailsAsync<VerbFailedException>();

        Assert.Equal(["see whether the disk is full: df -h"], failed.Failure.Fixes);
    }

    [Fact]
    public async Task A_client_that_goes_takes_all_of_it_with_it()
    {
        host.Docker.WhilePulling = _ => gone.Cancel();

        await FailsAsync<OperationCanceledException>();

        Assert.Contains("interrupted: the client is gone", Journal[^1], StringComparison.Ordinal);
    }

    // The names can't be put back then: a note says which, and the next verb does it.
    [Fact]
    public async Task A_docker_that_goes_away_leaves_a_note_and_no_release()
    {
        host.Docker.WhilePulling = _ => host.Docker.IsSilent = question => question is "image" or "images" or "tag" or "containers";

        var failed = await Assert.ThrowsAsync<VerbFailedException>(() => StageAsync());

        Assert.Equal(["systemctl start docker; journalctl -u docker"], failed.Failure.Fixes);
        Nothing();
        Assert.Equal("sha256:new", host.Docker.Meaning(Web));
        host.Docker.IsSilent = _ => false;
        await new PulledNames(host.Transaction).RepairAsync(TestContext.Current.CancellationToken);
        Assert.Equal("sha256:old", host.Docker.Meaning(Web));
    }

    [Fact]
    public async Task Nothing_is_staged_beside_another_stage()
    {
        host.Files.LayFolder(host.Places.Base);
        using var stage = host.Files.TryLock(host.Places.StageLockFile);

        var refused = await Assert.ThrowsAsync<VerbFailedException>(() => StageAsync());

        Assert.Equal(ExitStatus.Conflict, refused.Failure.ExitCode);
        Nothing();
    }

    [Fact]
    public async Task Whoever_stages_is_named_as_long_as_it_lasts()
    {
        host.Files.LayFolder(host.Places.Base);
        using (var stage = host.Files.TryLock(host.Places.StageLockFile))
        using (StageNote.Write(host.Transaction))
        {
            var scope = host.Transaction.Context.Scope;
            Assert.Equal((scope.By, scope.From), StageNote.Read(host.Files, host.Places) is { } note ? (note.By, note.From) : default);
            var refused = await Assert.ThrowsAsync<VerbFailedException>(() => StageAsync());
            Assert.Contains($"by {scope.By}", refused.Message, StringComparison.Ordinal);
        }

        Assert.Null(StageNote.Read(host.Files, host.Places));
    }

    [Fact]
    public void A_note_of_one_that_was_killed_counts_no_more()
    {
        host.Files.LayFolder(host.Places.Base);
        host.Files.Lay(host.Places.StageLockFile);
        host.Files.Lay(host.Places.Staging, new Hosts.StageAtWork("ada", "laptop", host.Clock.Now).ToString());

        Assert.Null(StageNote.Read(host.Files, host.Places));
    }

    public void Dispose() => gone.Dispose();

    private string[] Journal => (host.Files.ReadText(host.Places.Journal) ?? "").TrimEnd('\n').Split('\n');

    private Task<ImagesAnswer> StageAsync(Agent.Serving.RequestPayload? payload = null) => host.Clock.RunAsync(
        new StageVerb(new TransactionParts(host.Parts, host.Context(payload ?? StagePayload.Of(host))), new ComposeProjects(host.Parts)).RunAsync(new(StagePayload.Id, "OLD", []), gone.Token));

    private async Task<T> FailsAsync<T>(bool nameIsBack = true)
        where T : Exception
    {
        var failed = await Assert.ThrowsAnyAsync<T>(() => StageAsync());

        host.Files.Before = null;
        Nothing();
        Assert.Contains("\"phase\":\"failed\"", Journal[^1], StringComparison.Ordinal);
        Assert.Equal(nameIsBack ? "sha256:old" : null, host.Docker.Meaning(Web));
        Assert.Null(host.Files.Entry($"{host.Places.Base}/stage.tags"));
        return failed;
    }

    // Of the release; what was there before stays.
    private void Nothing()
    {
        Assert.Equal([host.Places.Release("OLD")], host.Files.List(host.Places.Releases));
        Assert.DoesNotContain(host.Files.List(host.Places.Base), path => Path.GetFileName(path).StartsWith(".upload.", StringComparison.Ordinal));
        Assert.DoesNotContain(host.Docker.Names.Keys, name => name.EndsWith(StagePayload.Id, StringComparison.Ordinal));
        Assert.Equal("sha256:old", host.Docker.Meaning("coinpilot/tiny/web:OLD"));
    }
}
