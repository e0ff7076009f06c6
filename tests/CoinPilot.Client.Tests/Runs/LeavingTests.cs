using CoinPilot.Hosts;
using CoinPilot.Options;
using CoinPilot.Planning;
using CoinPilot.Protocol;
using CoinPilot.Releases;
using CoinPilot.Stack;
using Xunit;

namespace CoinPilot.Runs;

/// <summary>Whoever leaves in the middle, and whoever reads why a run failed, learns what became of the host: never that it was not touched when it was.</summary>
public sealed class LeavingTests
{
    private const string Untouched = "not touched";
    private const string Release = "20261124-053107-ab12cd3";

    private readonly FakeHost host = new();
    private readonly Lines lines = new();
    private readonly DateTimeOffset until = DateTimeOffset.FromUnixTimeSeconds(1795000100);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string At => $"{until.ToLocalTime():HH:mm:ss}";

    [Fact]
    public void Before_anything_was_asked_of_it_the_host_was_not_touched()
    {
        var (message, status) = Run().Leave();

        Assert.Equal(("left; what runs on the host was not touched", ExitStatus.Failure), (message, status));
    }

    [Theory]
    [InlineData(21)]
    [InlineData(null)]
    public async Task A_rollback_whose_revert_failed_does_not_say_that_nothing_was_touched(int? exitCode)
    {
        host.On<ObserveRequest>(Observed(pending: "started"));
        _ = exitCode is { } code
            ? host.Fails<RevertRequest>(ExitStatus.KindOf(code), "old is back, but its start ended with exit code 1", new RevertAnswer("old", "", null))
            : host.LosesContactAt<RevertRequest>();
        await using var targets = Run();

        await Assert.ThrowsAsync<ReportedException>(() => targets.RollbackAsync(Ct));

        Assert.Contains("rollback Fail", lines.Last, StringComparison.Ordinal);
        Assert.DoesNotContain(Untouched, lines.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rollback_that_finds_nothing_to_go_back_to_has_touched_nothing()
    {
        host.On<ObserveRequest>(Observed());
        await using var targets = Run();

        await Assert.ThrowsAsync<ReportedException>(() => targets.RollbackAsync(Ct));

        Assert.Contains(Untouched, lines.Last, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExitStatus.Conflict, true)]
    [InlineData(ExitStatus.Failure, false)]
    public async Task A_switch_has_touched_nothing_only_where_the_host_refused_it(int exitCode, bool said)
    {
        host.On<ObserveRequest>(Observed(staged: true)).Fails<SwitchRequest>(ExitStatus.KindOf(exitCode), "so it is");
        await using var targets = Run(PlanPhase.Switch);

        await Assert.ThrowsAsync<ReportedException>(() => targets.ReloadDaemonAsync(Ct));

        Assert.Equal(said, lines.Last.Contains(Untouched, StringComparison.Ordinal));
        Assert.Equal(said, targets.Leave().Message.Contains(Untouched, StringComparison.Ordinal));
    }

    [Fact]
    public Task Leaving_a_start_that_stands_alone_says_when_the_host_goes_back() =>
        LeavingAt<StartRequest>("switched", (targets, ct) => targets.StartUnitAsync(ct), ExitStatus.ContactLost, $"goes back by itself at {At}");

    [Fact]
    public Task Leaving_a_gate_that_stands_alone_says_when_the_host_goes_back() =>
        LeavingAt<WatchRequest>("started", (targets, ct) => targets.CheckStackAsync(ct), ExitStatus.ContactLost, $"goes back by itself at {At}");

    [Fact]
    public Task Leaving_a_revert_that_stands_alone_says_that_the_host_ends_it() =>
        LeavingAt<RevertRequest>("started", (targets, _) => targets.RevertAsync(), ExitStatus.ContactLost, "the host ends it by itself");

    [Fact]
    public Task Leaving_a_removal_says_that_the_host_ends_it()
    {
        host.On<HoldingsRequest>(new Holdings(false, [new("unit", "/etc/systemd/system/web-compose.service")], []));
        return LeavingAt<UninstallRequest>(null, (targets, ct) => targets.RemoveAsync(Yes, ct), ExitStatus.ContactLost, "while web is removed: the host ends that by itself");
    }

    [Fact]
    public Task Leaving_a_reboot_says_that_it_was_asked_for()
    {
        host.On<RehearseRequest>(new Rehearsal([], ["everything"], []));
        return LeavingAt<RebootRequest>(null, (targets, ct) => targets.VerifyRebootAsync(Yes, ct), ExitStatus.ContactLost, "told to reboot");
    }

    [Fact]
    public void After_the_confirmation_the_host_keeps_the_release() =>
        Assert.Equal(
            ("left after the confirmation: the host keeps the release; then ./build.sh Status", ExitStatus.Failure),
            Leaving.Of(HostChange.Confirmed, AppName.Parse("web"), until));

    private static Consent Yes => new(given: true, isTerminal: false, TextReader.Null, TextWriter.Null);

    private async Task LeavingAt<TRequest>(string? phase, Func<Targets, CancellationToken, Task> run, int status, string said)
    {
        host.On<ObserveRequest>(Observed(pending: phase)).HangsAt<TRequest>();
        if (typeof(TRequest) == typeof(StartRequest))
        {
            host.HangsAt<WatchRequest>();
        }

        using CancellationTokenSource stop = new();
        await using var targets = Run();
        var running = run(targets, stop.Token);
        await host.UntilAskedAsync<TRequest>(Ct);

        var left = targets.Leave();

        Assert.Contains(said, left.Message, StringComparison.Ordinal);
        Assert.Equal(status, left.ExitStatus);
        await stop.CancelAsync();
        if (typeof(TRequest) != typeof(RevertRequest))
        {
            await Assert.ThrowsAsync<ReportedException>(() => running);
        }
    }

    private Targets Run(PlanPhase reach = PlanPhase.Check) => new(OptionsReader.Read(OptionsReaderTests.Given("local", null)), host.ConnectAsync, lines, TimeProvider.System, new(reach, IsWhole: false, HostIsGiven: true));

    private HostState Observed(string? pending = null, bool staged = false) => TestHost.Healthy with
    {
        Current = staged ? "none" : Release,
        Releases = [new(Release, !staged, Manifest().ToJson())],
        Pending = pending is null ? null : new(Release, "old", pending, until),
    };

    private static ReleaseManifest Manifest() => new()
    {
        Release = Release,
        App = "web",
        ContentDigest = "1",
        StartPolicy = "guarded",
        MadeAt = DateTimeOffset.UnixEpoch,
        By = "mia",
        StableForSeconds = 2,
        StartBoundSeconds = 60,
        ConfirmWithinSeconds = 600,
        Objects = [],
        Services = [],
    };
}
