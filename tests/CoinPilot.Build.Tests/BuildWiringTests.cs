using System.Text.Json;
using CoinPilot.CommandLine;
using CoinPilot.Engine;
using CoinPilot.Scripts;
using Nuke.Common.Execution;
using Xunit;

namespace CoinPilot;

/// <summary>The targets and parameters of build/Build*.cs, without running them.</summary>
[Collection(EngineTestGroup.Name)]
public sealed class BuildWiringTests
{
    private static readonly ArgumentSpecification Specification = BuildDescription.Of(typeof(Build));

    [Fact]
    public void DeployUnit_runs_the_phases_in_order_and_the_revert_after_them()
    {
        Assert.Equal(
            "ValidateCompose RenderUnit UploadUnit ReloadDaemon StartUnit CheckStack DeployUnit RevertOnFailure",
            string.Join(' ', Plan("DeployUnit").Select(x => x.Name)));
    }

    [Theory]
    [InlineData("ValidateCompose")]
    [InlineData("RenderUnit")]
    [InlineData("PlanDeployment")]
    [InlineData("UploadUnit")]
    [InlineData("ReloadDaemon")]
    [InlineData("StartUnit")]
    [InlineData("CheckStack")]
    [InlineData("RevertOnFailure")]
    [InlineData("Rollback")]
    [InlineData("StartRehearsal")]
    [InlineData("VerifyReboot")]
    [InlineData("Status")]
    [InlineData("History")]
    [InlineData("Logs")]
    [InlineData("TestNotification")]
    [InlineData("Remove")]
    [InlineData("Compile")]
    [InlineData("Test")]
    [InlineData("Bench")]
    [InlineData("LabUp")]
    [InlineData("LabDown")]
    [InlineData("Clean")]
    public void Every_other_target_runs_alone(string target)
    {
        Assert.Equal(target, Assert.Single(Plan(target)).Name);
    }

    [Fact]
    public void Only_the_revert_is_assured()
    {
        Assert.Equal(["RevertOnFailure"], Plan([.. Specification.Targets]).Where(x => x.Definition.Assured).Select(x => x.Name));
    }

    // Targets whose order nobody stated run differently on the two engines.
    [Fact]
    public void Every_order_is_stated()
    {
        var plan = Plan([.. Specification.Targets]);

        Assert.Equal(Specification.Targets.Length, plan.Count);
        Assert.All(plan.Zip(plan.Skip(1)), x => Assert.Contains(x.First, x.Second.AllDependencies));
    }

    [Fact]
    public void Every_target_has_an_action_and_a_description()
    {
        Assert.All(Plan([.. Specification.Targets]), x =>
        {
            Assert.NotEmpty(x.Definition.Actions);
            Assert.NotNull(x.Definition.Text);
        });
    }

    [Fact]
    public void No_target_or_parameter_takes_a_name_that_NukeBuild_has()
    {
        string[] taken =
        [
            "Plan", "Help", "NoLogo", "Continue", "Partition", "Host", "Verbosity", "Target", "Skip", "Root", "Profile", "ExitCode", "IsFinished",
            "IsSucceeding", "IsFailing", "ExecutionPlan", "InvokedTargets", "SkippedTargets", "ScheduledTargets", "RunningTargets", "AbortedTargets",
            "FailedTargets", "SucceededTargets", "FinishedTargets", "RootDirectory", "TemporaryDirectory", "IsLocalBuild", "IsServerBuild",
        ];

        Assert.Empty(Specification.Targets.Concat(Specification.Parameters.Select(x => x.Name)).Intersect(taken, StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void The_schema_names_every_target_and_parameter()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(ProcessRun.ProjectRoot, ".nuke", "build.schema.json")));
        var targets = schema.RootElement.GetProperty("definitions").GetProperty("ExecutableTarget").GetProperty("enum").EnumerateArray().Select(x => x.GetString());
        var parameters = schema.RootElement.GetProperty("allOf")[0].GetProperty("properties").EnumerateObject()
            .Select(x => $"{x.Name}: {x.Value.GetProperty("type").GetString()}");

        Assert.Equal(Specification.Targets.Order(StringComparer.Ordinal), targets);
        Assert.Equal(Specification.Parameters.OrderBy(x => x.Name, StringComparer.Ordinal).Select(x => $"{x.Name}: {SchemaType(x)}"), parameters);
    }

    [Fact]
    public void The_parameter_files_of_the_project_pass_the_check()
    {
        Assert.Empty(new ParameterFiles(Specification, ProcessRun.ProjectRoot).Check(["production"]));
    }

    private static string SchemaType(ParameterSpecification parameter) => parameter switch
    {
        { IsList: true } => "array",
        { Kind: ValueKind.Flag } => "boolean",
        { Kind: ValueKind.Number } => "integer",
        _ => "string",
    };

    private static IReadOnlyList<ExecutableTarget> Plan(params string[] targets) =>
        ExecutionPlanner.Plan(TargetFactory.Create(new Build(), []), targets);
}
