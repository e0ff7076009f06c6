using System.Collections.Immutable;
using CoinPilot.Hosts;
using CoinPilot.Protocol;
using CoinPilot.Releases;
using Xunit;

namespace CoinPilot.Planning;

public sealed class PlannerTests
{
    private const string Old = "20261120-010203-aaaaaaa";
    private const string New = "20261124-053107-bbbbbbb";

    [Fact]
    public void Equal_content_that_runs_as_released_is_unchanged()
    {
        var plan = Planner.Deploy(Manifest(New, "digest"), Host(Manifest(Old, "digest")), force: false);

        Assert.Equal(PlanIntent.Unchanged, plan.Intent);
        Assert.Equal(Old, plan.Release);
        Assert.Empty(plan.Steps);
    }

    [Fact]
    public void A_deployment_is_stage_switch_start_watch_confirm_based_on_what_was_seen()
    {
        var plan = Planner.Deploy(Manifest(New, "other"), Host(Manifest(Old, "digest")), force: false);

        Assert.Equal(["stage", "switch", "start", "watch", "confirm"], plan.Steps.Select(step => step.Request.Verb));
        Assert.True(plan.Request<SwitchRequest>() is { BasedOn: Old, Hold: false });
    }

    [Fact]
    public void What_a_service_that_goes_may_take_to_stop_is_added_to_every_bound()
    {
        var host = Host(Manifest(Old, "digest"));
        var gone = Container() with { Service = "queue", StopTimeout = 300 };
        var with = Planner.Deploy(Manifest(New, "other"), host with { Containers = [Container(), gone, gone with { Status = "exited" }] }, force: false);
        var without = Planner.Deploy(Manifest(New, "other"), host, force: false);

        Assert.Equal(TimeSpan.FromMinutes(5), with.StartBound - without.StartBound);
        Assert.Equal(300, Within(with) - Within(without));
        Assert.Equal(3600, Planner.Retiring(Manifest(New, "other"), host with { Containers = [gone with { StopTimeout = -1 }] }).TotalSeconds);

        static int Within(DeploymentPlan plan) => plan.Request<SwitchRequest>().ConfirmWithin;
    }

    [Fact]
    public void What_is_built_from_the_same_input_is_not_built_again()
    {
        var host = Host(Manifest(Old, "digest"));

        Assert.Equal(["web"], Planner.Deploy(Manifest(New, "other"), host, force: false).Request<StageRequest>().Reuse);
        Assert.Empty(Planner.Deploy(Manifest(New, "other"), host, force: true).Request<StageRequest>().Reuse);
        var changed = Manifest(New, "other");
        changed = changed with { Services = [changed.Services[0] with { BuildDigest = "another" }] };
        Assert.Empty(Planner.Deploy(changed, host, force: false).Request<StageRequest>().Reuse);
    }

    [Fact]
    public void Each_way_to_differ_is_a_reason()
    {
        var same = Host(Manifest(Old, "digest"));

        Assert.Equal(["--force was given"], Reasons(same, force: true));
        Assert.Equal(["the content differs (Compose files, configuration, contexts or unit)"], Reasons(same, digest: "other"));
        Assert.Equal(["the unit is on hold after a rollback"], Reasons(same with { IsHeld = true }));
        Assert.Equal(["the unit is not enabled"], Reasons(same with { Unit = same.Unit with { UnitFileState = "disabled" } }));
        Assert.Equal(["web runs another image than the release's"], Reasons(same with { Containers = [Container() with { Image = "sha256:other" }] }));
        Assert.Equal(["not everything is up: web: exited with 1"], Reasons(same with { Containers = [Container() with { Status = "exited", ExitCode = 1 }] }));
        Assert.Equal(["nothing is deployed there yet"], Reasons(same with { Current = "none", Releases = [] }));
        Assert.Equal(["the installed unit was not made by CoinPilot"], Reasons(same with { Current = "foreign", Releases = [] }));
        Assert.Equal(["the host's .env has changed since"], Reasons(Host(Manifest(Old, "digest") with { HostEnvDigest = "before" }) with { EnvFileDigest = "after" }));
    }

    [Fact]
    public void A_rollback_holds_and_stages_nothing()
    {
        var host = Host(Manifest(Old, "digest"), Manifest(New, "other")) with { Current = New };

        var plan = Planner.Rollback(host, null);

        Assert.Equal(Old, plan.Release);
        Assert.DoesNotContain(plan.Steps, step => step.Request is StageRequest);
        Assert.True(plan.Request<SwitchRequest>() is { BasedOn: New, Hold: true });
    }

    [Fact]
    public void A_rollback_first_asks_for_the_images_that_are_gone()
    {
        var host = Host(Manifest(Old, "a"), Manifest(New, "b"));

        var gone = Planner.Rollback(host, null);
        var whole = Planner.Rollback(host with { ReleaseImages = host.ReleaseImages.SetItem(Old, ImmutableDictionary<string, string>.Empty.Add("web", "sha256:1")) }, null);

        var restore = Assert.IsType<RestoreRequest>(gone.Steps[0].Request);
        Assert.Equal((Old, new WantedImage("web", "sha256:1", null)), (restore.Release, Assert.Single(restore.Wanted)));
        Assert.DoesNotContain(whole.Steps, step => step.Request is RestoreRequest);
    }

    [Fact]
    public void A_second_rollback_goes_further_back_never_forward()
    {
        var host = Host(Manifest("20261101-000000-1111111", "a"), Manifest(Old, "b"), Manifest(New, "c"));

        Assert.Equal("20261101-000000-1111111", RollbackChoice.Choose(host with { Current = Old }, null).Id);
        var error = Assert.Throws<DeploymentException>(() => RollbackChoice.Choose(host with { Current = "20261101-000000-1111111" }, null));
        Assert.Equal(ExitStatus.BadInput, error.ExitStatus);
        Assert.Contains(New, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rollback_goes_only_to_what_once_worked()
    {
        var host = Host(Manifest(Old, "a")) with { Current = New };
        host = host with { Releases = [.. host.Releases, new HostRelease("20261121-000000-2222222", IsConfirmed: false, null)] };

        Assert.Equal(Old, RollbackChoice.Choose(host, null).Id);
        Assert.Contains("never confirmed", Assert.Throws<DeploymentException>(() => RollbackChoice.Choose(host, "20261121-000000-2222222")).Message, StringComparison.Ordinal);
        Assert.Contains("is not on", Assert.Throws<DeploymentException>(() => RollbackChoice.Choose(host, "20261121-000000-3333333")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_current_release_is_started_as_it_was_confirmed_and_nothing_is_switched()
    {
        var host = Host(Manifest(Old, "a")) with { Current = Old };

        var plan = Planner.Rollback(host, Old);

        Assert.Equal(PlanIntent.Restore, plan.Intent);
        Assert.Equal(["restore", "start", "watch"], plan.Steps.Select(step => step.Request.Verb));
        Assert.True(plan.Request<StartRequest>().Hold);
        Assert.Contains($"--release {Old}", Assert.Throws<DeploymentException>(() => Planner.Rollback(host, null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_reads_as_the_operator_wants_it()
    {
        var text = Planner.Deploy(Manifest(New, "other"), Host(Manifest(Old, "digest")), force: false).ToString();

        Assert.Equal(
            $"""
            deploy {Old} → {New}
              because the content differs (Compose files, configuration, contexts or unit)
              · stage   adds the release beside the others: content, images under its own tags; web built from the same
                        input, not built again
              · switch  installs the unit; from here the host goes back by itself unless confirmed within 200 s
              ! start   docker compose up without build or pull: web
              · watch   required services good for 10 s without a restart
              · confirm over a new connection: the host keeps it, older releases are pruned
              ! touches running containers; anything that fails after the switch is reverted, by this client or by the
              host

            """,
            text);
    }

    private static ImmutableArray<string> Reasons(HostState host, string digest = "digest", bool force = false) =>
        Planner.Deploy(Manifest(New, digest), host, force).Reasons;

    private static ReleaseManifest Manifest(string id, string digest) => new()
    {
        Release = id,
        App = "coinpilot",
        ContentDigest = digest,
        StartPolicy = "guarded",
        MadeAt = DateTimeOffset.UnixEpoch,
        By = "test",
        StableForSeconds = 10,
        StartBoundSeconds = 70,
        ConfirmWithinSeconds = 200,
        Objects = [],
        Services = [new("web", "coinpilot-web", "web:latest", true, "required", false, 1, 20, 0, "input", "sha256:1")],
    };

    private static ContainerState Container() =>
        new("id", "coinpilot-web", "web", "sha256:1", "running", 0, "", DateTimeOffset.UnixEpoch, 0, "unless-stopped", "");

    private static HostState Host(params ReleaseManifest[] releases) => TestHost.Healthy with
    {
        Current = releases[^1].Release,
        Releases = [.. releases.Select(manifest => new HostRelease(manifest.Release, true, manifest.ToJson()))],
        Containers = [Container()],
    };
}
