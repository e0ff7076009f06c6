using System.Text.RegularExpressions;
using CoinPilot.CommandLine;
using Xunit;

namespace CoinPilot.Workflows;

/// <summary>What must hold in every workflow file, read and not run.</summary>
public sealed partial class WorkflowFileTests
{
    private static readonly ArgumentSpecification Specification = BuildDescription.Of(typeof(Build));

    public static TheoryData<string> Files => [.. WorkflowFile.All.Select(x => x.Name)];

    [Fact]
    public void The_workflows_are_these() =>
        Assert.Equal(["ci.yml", "deploy.yml", "rollback.yml", "weekly-status.yml"], WorkflowFile.All.Select(x => x.Name));

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_action_is_pinned_by_a_known_commit_with_its_version_beside_it(string file)
    {
        var lines = WorkflowFile.Named(file).Text.Split('\n').Where(x => x.Contains("uses:", StringComparison.Ordinal));

        Assert.All(lines, x =>
        {
            var pin = Pin().Match(x);
            Assert.True(pin.Success, $"not a commit with its version beside it: {x}");
            Assert.Equal(PinnedActions.Versions.GetValueOrDefault(pin.Groups["action"].Value), pin.Groups["version"].Value);
        });
    }

    [Fact]
    public void Every_pin_of_the_table_is_used() =>
        Assert.Equal(
            PinnedActions.Versions.Keys.Order(StringComparer.Ordinal),
            WorkflowFile.All.SelectMany(x => x.Steps).Select(x => x.Uses).OfType<string>().Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_workflow_may_read_the_contents_and_nothing_else(string file)
    {
        var workflow = WorkflowFile.Named(file);

        Assert.Equal("{ { contents, read } }", $"{workflow.Root["permissions"]}");
        Assert.All(workflow.Jobs, x => Assert.Null(x.Value("permissions")));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_job_has_a_limit_and_a_named_system(string file) =>
        Assert.All(WorkflowFile.Named(file).Jobs, x =>
        {
            Assert.Equal("ubuntu-24.04", x.Value("runs-on"));
            Assert.Matches("^[1-9][0-9]?$", x.Value("timeout-minutes"));
        });

    [Theory]
    [MemberData(nameof(Files))]
    public void No_script_holds_an_expression(string file) =>
        Assert.All(WorkflowFile.Named(file).Steps, x => Assert.DoesNotContain("${{", x.Run ?? "", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public void Secrets_reach_one_step_by_its_environment_and_nothing_else(string file)
    {
        var workflow = WorkflowFile.Named(file);
        var all = WorkflowFile.Expressions(workflow.Text).Where(x => x.Contains("secrets", StringComparison.Ordinal));
        var passed = workflow.Jobs.Select(job => job.Steps.Where(x => x.Run is not null).SelectMany(x => x.Environment.Values).SelectMany(WorkflowFile.Expressions)
            .Where(x => x.StartsWith("secrets.", StringComparison.Ordinal)).ToArray()).ToArray();

        Assert.Equal(all, passed.SelectMany(x => x));
        Assert.All(passed, x => Assert.Distinct(x));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_input_reaches_a_script_by_its_environment(string file)
    {
        var workflow = WorkflowFile.Named(file);
        var passed = workflow.Steps.SelectMany(x => x.Environment.Values).SelectMany(WorkflowFile.Expressions).Where(x => x.StartsWith("inputs.", StringComparison.Ordinal)).Distinct();

        Assert.Equal(workflow.Inputs.Select(x => $"inputs.{x}").Order(StringComparer.Ordinal), passed.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_build_accepts_every_argument_and_variable_that_it_is_given(string file)
    {
        var steps = WorkflowFile.Named(file).Steps;

        Assert.Contains(steps, x => x.Builds.Any());
        Assert.All(steps.SelectMany(x => x.Builds), x =>
        {
            var parsed = ArgumentParser.Parse(Specification, x);
            Assert.Empty(parsed.Findings);
            Assert.NotEmpty(parsed.Targets);
            Assert.Empty(new ParameterFiles(Specification, ProjectRoot.Find()).Check(parsed.Profiles));
        });
        Assert.All(steps, x => Assert.All(
            x.Environment.Keys.Where(y => y.StartsWith("COINPILOT_", StringComparison.Ordinal)),
            y => Assert.Contains(Specification.Parameters, z => z.Variable == y)));
    }

    [Theory]
    [InlineData("deploy.yml", "plan", "PlanDeployment --profile production --out \"$RUNNER_TEMP/plan.json\"")]
    [InlineData("deploy.yml", "deploy", "DeployUnit --profile production --plan-file \"$RUNNER_TEMP/plan.json\"")]
    [InlineData("rollback.yml", "rollback", "Rollback --profile production")]
    [InlineData("weekly-status.yml", "status", "Status --profile production")]
    public void A_job_that_reaches_the_host_runs_one_target_with_the_pinned_host_key(string file, string job, string words)
    {
        var step = Assert.Single(WorkflowFile.Named(file).Jobs.Single(x => x.Name == job).Steps, x => x.Builds.Any());

        Assert.Equal(words.Split(' '), Assert.Single(step.Builds));
        Assert.Equal("${{ vars.SSH_HOST_KEY }}", step.Environment["COINPILOT_SSH_HOST_KEY"]);
        Assert.Equal("${{ vars.SSH_HOST }}", step.Environment["COINPILOT_SSH_HOST"]);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void No_host_key_is_fetched_from_the_host_itself(string file) =>
        Assert.DoesNotMatch("(?i)keyscan|StrictHostKeyChecking", WorkflowFile.Named(file).Text);

    [Theory]
    [InlineData("deploy.yml")]
    [InlineData("rollback.yml")]
    [InlineData("weekly-status.yml")]
    public void A_run_that_reaches_the_host_is_never_cancelled_by_another(string file) =>
        Assert.Equal("false", $"{WorkflowFile.Mapping(WorkflowFile.Named(file).Root, "concurrency")["cancel-in-progress"]}");

    [Fact]
    public void What_is_deployed_is_the_plan_that_was_shown_with_the_same_parameters()
    {
        var (plan, deploy) = (WorkflowFile.Named("deploy.yml").Jobs[0], WorkflowFile.Named("deploy.yml").Main);

        Assert.Equal("plan", deploy.Value("needs"));
        Assert.Equal(
            plan.Steps[^1].Environment.OrderBy(x => x.Key, StringComparer.Ordinal),
            deploy.Steps[^1].Environment.Where(x => x.Key != "PLAN").OrderBy(x => x.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void Deployments_queue_and_none_is_dropped() =>
        Assert.Equal("max", $"{WorkflowFile.Mapping(WorkflowFile.Named("deploy.yml").Root, "concurrency")["queue"]}");

    [Fact]
    public void A_rollback_does_not_wait_for_the_deployment_that_it_is_to_undo() =>
        Assert.Distinct(WorkflowFile.All.Select(x => $"{WorkflowFile.Mapping(x.Root, "concurrency")["group"]}"));

    [Fact]
    public void A_deployment_is_started_by_hand_or_by_a_release_tag()
    {
        var on = WorkflowFile.Mapping(WorkflowFile.Named("deploy.yml").Root, "on");

        Assert.Equal(["push", "workflow_dispatch"], on.Children.Keys.Select(x => $"{x}"));
        Assert.Equal("{ { tags, [ v* ] } }", $"{on["push"]}");
    }

    [Fact]
    public void Only_deployments_and_rollbacks_are_recorded_as_deployments()
    {
        Assert.Equal("{ { name, production } }", WorkflowFile.Named("deploy.yml").Main.Value("environment"));
        Assert.Equal("{ { name, production }, { deployment, false } }", WorkflowFile.Named("deploy.yml").Jobs[0].Value("environment"));
        Assert.Equal("{ { name, production } }", WorkflowFile.Named("rollback.yml").Jobs.Single().Value("environment"));
        Assert.Equal("{ { name, production }, { deployment, false } }", WorkflowFile.Named("weekly-status.yml").Jobs.Single().Value("environment"));
        Assert.Null(WorkflowFile.Named("ci.yml").Jobs.Single().Value("environment"));
    }

    [Fact]
    public void Packages_are_audited_in_ci_only() =>
        Assert.Equal(["ci.yml"], WorkflowFile.All.Where(x => x.Text.Contains("NuGetAudit", StringComparison.Ordinal)).Select(x => x.Name));

    [Fact]
    public void Every_workflow_finds_the_packages_that_another_restored()
    {
        var caches = WorkflowFile.All.SelectMany(x => x.Jobs).Select(x => x.Steps.Single(y => y.Uses?.StartsWith("actions/cache@", StringComparison.Ordinal) == true).With).ToArray();

        Assert.Single(caches.Select(x => $"{x["path"]} {x["key"]} {x["restore-keys"]}").Distinct());
    }

    [Fact]
    public void No_checkout_leaves_its_token_behind() =>
        Assert.All(
            WorkflowFile.All.SelectMany(x => x.Steps).Where(x => x.Uses?.StartsWith("actions/checkout@", StringComparison.Ordinal) == true),
            x => Assert.Equal("false", x.With["persist-credentials"]));

    [GeneratedRegex(@"^\s+- uses: (?<action>[\w./-]+@[0-9a-f]{40}) # (?<version>v\d+\.\d+\.\d+)$")]
    private static partial Regex Pin();
}
