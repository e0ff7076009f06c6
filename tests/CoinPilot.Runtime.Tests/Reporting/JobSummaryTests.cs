using System.Collections.Immutable;
using CoinPilot.Hosts;
using CoinPilot.Inspection;
using CoinPilot.Planning;
using CoinPilot.Releases;
using Xunit;

namespace CoinPilot.Reporting;

public sealed class JobSummaryTests
{
    private readonly Screen screen = new();
    private readonly Page page = new();
    private readonly Clock clock = new();
    private readonly JobSummary summary;

    public JobSummaryTests() => summary = new(screen, page, clock);

    [Fact]
    public void A_deployment_is_told_with_its_verdict_plan_services_and_durations()
    {
        clock.Pass(1);
        summary.Line("validate", LineStatus.Ok, "8 services");
        clock.Pass(2);
        summary.Line("gate", LineStatus.Wait, "web starting");
        summary.Plan(new(new(PlanIntent.Deploy, Manifest("NEW"), "OLD", [], []), IsFull: false, null));
        clock.Pass(10);
        summary.Line("gate", LineStatus.Ok, "web healthy");
        summary.Services([new("web", "running", "healthy", "web:latest", "12 s", 0, "required")]);
        summary.Verdict(Verdict.Deployed("20261124-053107-ab12cd3", "./build.sh Status"));

        Assert.Equal(
            """
            ### DEPLOYED

            release `20261124-053107-ab12cd3`

            ```text
            deploy OLD → NEW
            ```

            | service | state | health | up for | restarts | gate | image |
            | --- | --- | --- | --- | --- | --- | --- |
            | web | running | healthy | 12 s | 0 | required | web:latest |

            | phase | seconds |
            | --- | --- |
            | validate | 1.0 |
            | gate | 12.0 |

            Next: `./build.sh Status`. To go back: the workflow `rollback`, or `./build.sh Rollback`.


            """,
            page.Text);
    }

    [Fact]
    public void A_failure_says_why_in_a_block_that_the_text_cannot_leave()
    {
        summary.Verdict(Verdict.FailedRolledBack("20261124-053107-ab12cd3", "web: ```\n# not a heading", "./build.sh Status"));

        Assert.StartsWith("### FAILED, ROLLED BACK TO 20261124-053107-ab12cd3\n\n````text\nweb: ```\n# not a heading\n````\n", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_ends_before_its_verdict_says_what_failed()
    {
        summary.Line("validate", LineStatus.Fail, "docker-compose.prod.yml:3:5: error");

        Assert.StartsWith("### FAILED\n\n```text\ndocker-compose.prod.yml:3:5: error\n```\n", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_reason_is_cut_and_points_to_the_log()
    {
        summary.Line("upload", LineStatus.Fail, new string('x', 100_000));

        Assert.InRange(page.Text.Length, 8000, 9000);
        Assert.Contains("the rest is in the log", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_is_shown_on_the_screen_as_well()
    {
        summary.Line("start", LineStatus.Ok, "well");
        summary.Block("gate", "log");
        summary.Services([]);
        summary.Verdict(Verdict.Unchanged("20261124-053107-ab12cd3", "./build.sh Status"));

        Assert.Equal(["line well", "block log", "services", "verdict unchanged"], screen.Shown);
    }

    [Fact]
    public void A_summary_that_cannot_be_written_is_said_once_and_fails_nothing()
    {
        page.IsFull = true;

        summary.Line("start", LineStatus.Fail, "one");
        summary.Line("start", LineStatus.Fail, "two");

        Assert.Equal(["line one", "line the job's summary cannot be written: full", "line two"], screen.Shown);
    }

    [Fact]
    public void A_plan_says_how_to_apply_it_and_nothing_of_a_way_back()
    {
        summary.Verdict(Verdict.ChangesPending("20261124-053107-ab12cd3", "./build.sh DeployUnit"));

        Assert.Equal("### CHANGES PENDING\n\nNext: `./build.sh DeployUnit`.\n\n", page.Text);
    }

    [Fact]
    public void A_look_at_a_host_has_a_verdict_of_its_own()
    {
        var bare = Inspector.Inspect(HostStateReader.Read(HostFacts.Parse("format\t1\ncurrent\tnone")), AppName.Parse("shop"), "shop-compose.service", "vm");

        summary.Status(bare with { Findings = [] });
        Assert.StartsWith("### AS RELEASED\n", page.Text, StringComparison.Ordinal);

        summary.Status(bare);
        summary.Line("status", LineStatus.Fail, "nothing is deployed");
        Assert.StartsWith("### DEGRADED\n\n```text\nnothing is deployed\n```", page.Text, StringComparison.Ordinal);
    }

    private static ReleaseManifest Manifest(string id) => new()
    {
        Release = id,
        App = "coinpilot",
        ContentDigest = "digest",
        StartPolicy = "guarded",
        MadeAt = DateTimeOffset.UnixEpoch,
        By = "test",
        StableForSeconds = 10,
        StartBoundSeconds = 70,
        ConfirmWithinSeconds = 200,
        Objects = [],
        Services = [],
    };

    private sealed class Page : IGitHubRun
    {
        public string Text { get; private set; } = "";

        public bool IsFull { get; set; }

        public string? Actor => null;

        public string? Place => null;

        public void WriteSummary(string markdown) => Text = IsFull ? throw new IOException("full") : markdown;
    }

    private sealed class Screen : IReporter
    {
        public List<string> Shown { get; } = [];

        public void Line(string phase, LineStatus status, string text) => Shown.Add($"line {text}");

        public void Block(string phase, string text) => Shown.Add($"block {text}");

        public void Plan(PlanView view) => Shown.Add("plan");

        public void Raw(string line) => Shown.Add($"raw {line}");

        public void Status(StackStatus status) => Shown.Add("status");

        public void Listing(string phase, string people, ImmutableArray<string> programs) => Shown.Add($"listing {people}");

        public void Services(ImmutableArray<ServiceRow> rows) => Shown.Add("services");

        public void Verdict(Verdict verdict) => Shown.Add($"verdict {verdict.Word}");
    }

    private sealed class Clock : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => now;

        public void Pass(int seconds) => now += seconds;
    }
}
