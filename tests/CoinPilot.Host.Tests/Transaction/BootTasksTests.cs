using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Processes;
using CoinPilot.Agent.Transaction;
using CoinPilot.Releases;
using CoinPilot.Simulated;
using Xunit;

namespace CoinPilot.Transaction;

/// <summary>Which tasks a start of the unit leaves alone, and that it leaves nothing alone that it is not sure of.</summary>
public sealed class BootTasksTests
{
    private const string Release = "20261124-053107-ab12cd3";
    private const string DryRun = " DRY-RUN MODE -  Container web  Running\n";

    private readonly SimulatedHost host = new();
    private string dryRun = DryRun;

    public BootTasksTests()
    {
        host.Install(Release);
        host.LayRelease(Release, "project='tiny'\nenv_file='/dev/null'\ncompose_files='/r/compose.yml'\nimages='db=lab/db:1 migrate=lab/m:1 seed=lab/m:1 web=lab/web:1'\ntasks='migrate seed'\nonce='seed'\n");
        host.Files.Lay(TasksPath, TasksFile.Full);
        host.Files.Lay($"{host.Places.Release(Release)}/confirmed", "format='1'\nran='db web'\ndone='seed'\n");
        host.Docker.Compose = command => command.Arguments.Contains("--dry-run") ? new CommandOutput(0, "", dryRun) : null;
        Put("db", "running", 0);
        Put("migrate", "exited", 0);
        Put("seed", "exited", 0);
        Put("web", "running", 0, "migrate:service_completed_successfully:false,seed:service_completed_successfully:false");
        Put("edge", "running", 0, "web:service_started:false");
    }

    private string TasksPath => $"{host.Places.Release(Release)}/{ReleaseFile.Tasks}";

    private string Text => host.Files.ReadText(TasksPath)!;

    [Fact]
    public async Task A_fresh_start_leaves_out_only_what_has_ended_for_the_release()
    {
        host.Clock.Now += TimeSpan.FromSeconds(1);
        await Tasks().BeginAsync(TestContext.Current.CancellationToken);

        Assert.Contains("\"seed\": { profiles: !override [ coinpilot-done ] }", Text, StringComparison.Ordinal);
        Assert.Contains("  \"web\":\n    depends_on:\n      \"seed\": { condition: \"service_completed_successfully\", required: false }\n", Text, StringComparison.Ordinal);
        Assert.DoesNotContain("migrate", Text, StringComparison.Ordinal);

        Tasks().Restore();
        Assert.Equal(TasksFile.Full, Text);
    }

    [Fact]
    public async Task The_line_that_decides_leaves_out_what_ended_since_the_start_and_what_waits_for_it()
    {
        await BegunAsync();

        await Tasks().SettleAsync(TestContext.Current.CancellationToken);

        foreach (var hidden in new[] { "edge", "migrate", "seed", "web" })
        {
            Assert.Contains($"\"{hidden}\": {{ profiles: !override", Text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("\"db\"", Text, StringComparison.Ordinal);
        Assert.DoesNotContain("coinpilot-nothing", Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_try_of_the_same_start_does_not_run_again_what_ended_well_in_the_first()
    {
        await BegunAsync();
        host.Systemd.Properties[$"{SimulatedHost.Unit} NRestarts"] = "1";

        await Tasks().BeginAsync(TestContext.Current.CancellationToken);
        Assert.Contains("migrate", Text, StringComparison.Ordinal);

        host.Systemd.Properties[$"{SimulatedHost.Unit} NRestarts"] = "0";
        host.Clock.Now += TimeSpan.FromMinutes(1);
        await Tasks().BeginAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("migrate", Text, StringComparison.Ordinal);
    }

    public static TheoryData<string> Reasons => ["a task failed", "a task runs", "a service is down", "something would be made anew", "nobody can read the dry run", "it fails", "it ended before the start", "it was a service"];

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task All_is_done_as_ever_where(string why)
    {
        await BegunAsync();
        switch (why)
        {
            case "a task failed": Put("migrate", "exited", 3); Put("seed", "exited", 3); break;
            case "a task runs": Put("migrate", "running", 0); Put("seed", "running", 0); break;
            case "a service is down": Put("db", "exited", 0); break;
            case "something would be made anew": dryRun += " DRY-RUN MODE -  Container db  Recreate\n"; break;
            case "nobody can read the dry run": dryRun = ""; break;
            case "it fails": host.Docker.Compose = command => command.Arguments.Contains("--dry-run") ? new CommandOutput(1, "", DryRun) : null; break;
            case "it ended before the start": host.Clock.Now -= TimeSpan.FromHours(1); Put("migrate", "exited", 0); Put("seed", "created", 0); break;
            default: host.Files.Lay($"{host.Places.Release(Release)}/confirmed", "format='1'\nran='db web migrate seed'\n"); break;
        }

        await Tasks().SettleAsync(TestContext.Current.CancellationToken);

        Assert.Equal(TasksFile.Full, Text);
    }

    [Fact]
    public async Task What_Compose_refuses_is_not_left_there()
    {
        await BegunAsync();
        host.Docker.Compose = command => command.Arguments.Contains("--dry-run") ? new CommandOutput(0, "", DryRun) : new CommandOutput(15, "", "service web depends on undefined service\n");

        await Tasks().SettleAsync(TestContext.Current.CancellationToken);

        Assert.Equal(TasksFile.Full, Text);
    }

    [Fact]
    public async Task Where_nothing_else_is_left_there_is_something_that_is_nothing()
    {
        host.LayRelease(Release, "project='tiny'\nenv_file='/dev/null'\ncompose_files='/r/compose.yml'\nimages='migrate=lab/m:1 web=lab/web:1'\ntasks='migrate'\nonce=''\n");
        host.Docker.Containers.RemoveAll(one => one.State.Service is "db" or "seed" or "edge");
        await BegunAsync();

        await Tasks().SettleAsync(TestContext.Current.CancellationToken);

        Assert.Contains("coinpilot-nothing: { image: \"lab/m:1\", scale: 0", Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_release_without_tasks_has_no_such_file()
    {
        host.LayRelease(Release, "project='tiny'\nimages='web=lab/web:1'\n");
        host.Files.Remove(TasksPath);

        await Tasks().BeginAsync(TestContext.Current.CancellationToken);
        await Tasks().SettleAsync(TestContext.Current.CancellationToken);
        Tasks().Restore();

        Assert.Null(host.Files.ReadText(TasksPath));
        Assert.Empty(host.Docker.Changes);
    }

    // The first line, and then the one that starts what is there: the migration ends.
    private async Task BegunAsync()
    {
        host.Clock.Now += TimeSpan.FromSeconds(1);
        await Tasks().BeginAsync(TestContext.Current.CancellationToken);
        Tasks().Restore();
        host.Clock.Now += TimeSpan.FromSeconds(1);
        Put("migrate", "exited", 0);
    }

    private BootTasks Tasks() => new(host.Transaction, Release, ReleaseConf.Parse(host.Files.ReadText($"{host.Places.Release(Release)}/{ReleaseFile.Conf}")!));

    private void Put(string service, string status, int code, string needs = "")
    {
        host.Docker.Containers.RemoveAll(one => one.State.Service == service);
        host.Run(service, service, "sha256:1", service is "migrate" or "seed" ? "lab/m:1" : "lab/x:1", status, labels: needs.Length == 0 ? [] : [(ComposeLabels.DependsOn, needs)]);
        var made = host.Docker.Containers[^1];
        host.Docker.Containers[^1] = made with { State = made.State with { ExitCode = code, RestartPolicy = "no", FinishedAt = host.Clock.Now } };
    }
}
