using CoinPilot.Runs;
using System.Collections.Immutable;
using CoinPilot.Hosts;
using CoinPilot.Inspection;
using CoinPilot.Planning;
using CoinPilot.Releases;
using Xunit;

namespace CoinPilot.Reporting;

public sealed class JobSummaryTests
{
    private readonly Page page = new();
    private readonly Clock clock = new();
    private readonly JobSummary summary;

    public JobSummaryTests() => summary = new(page, clock);

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
        summary.Services([new("web", "running", "healthy", "web:latest", "12 s", 0, "required") { Down = "2.1 s" }]);
        summary.Verdict(Verdict.Deployed("20261124-053107-ab12cd3", "./build.sh Status"));

        Assert.Equal(
            """
            ### DEPLOYED

            release `20261124-053107-ab12cd3`

            ```text
            deploy OLD → NEW
            ```

            | service | state | health | up for | down | restarts | gate | image |
            | --- | --- | --- | --- | --- | --- | --- | --- |
            | web | running | healthy | 12 s | 2.1 s | 0 | required | web:latest |

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
    public void A_plan_says_how_to_apply_it_and_nothing_of_a_way_back()
    {
        summary.Verdict(Verdict.ChangesPending("20261124-053107-ab12cd3", "./build.sh DeployUnit"));

        Assert.Equal("### CHANGES PENDING\n\nNext: `./build.sh DeployUnit`.\n\n", page.Text);
    }

    [Fact]
    public void A_look_at_a_host_has_a_verdict_of_its_own()
    {
        var bare = Inspector.Inspect(TestHost.Healthy, AppName.Parse("shop"), "shop-compose.service", "vm");

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

        public string? Actor => null;

        public string? Place => null;

        public void WriteSummary(string markdown) => Text = markdown;
    }

    private sealed class Clock : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => now;

        public void Pass(int seconds) => now += seconds;
    }
}
