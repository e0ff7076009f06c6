using System.Collections.Immutable;
using CoinPilot.Hosts;
using CoinPilot.Releases;
using Xunit;

namespace CoinPilot.Planning;

public sealed class ServiceChangesTests
{
    private readonly ReleaseRequest request = PlanSamples.Request();
    private readonly ReleaseManifest current;
    private readonly HostState host;
    private readonly HostPreview same;

    public ServiceChangesTests()
    {
        current = PlanSamples.Current(request);
        host = PlanSamples.Host(current);
        same = PlanSamples.Same(current);
    }

    [Fact]
    public void What_does_not_differ_may_change_by_a_pull_and_by_nothing_else()
    {
        var changes = Changes(same);

        Assert.Equal(
            ["db Recreate perhaps", "web Recreate perhaps", "side Recreate perhaps", "task Recreate perhaps", "other Untouched"],
            changes.Select(Say));
    }

    [Fact]
    public void Once_the_images_are_known_nothing_is_uncertain()
    {
        Assert.All(Changes(same, staged: current), change => Assert.Equal((ServiceFate.Untouched, true), (change.Fate, change.IsCertain)));
        var pulled = current with { Services = [.. current.Services.Select(service => service.Name == "db" ? service with { ImageId = "sha256:new" } : service)] };
        Assert.Equal(["db Recreate", "web Recreate", "side Recreate", "task Untouched", "other Untouched"], Changes(same, staged: pulled).Select(Say));
    }

    [Fact]
    public void Another_configuration_replaces_the_service_and_what_depends_on_it()
    {
        var changes = Changes(same.Differs("db", new ConfigDifference("db", '~', "volumes.0.source", Shipped("/p/db.conf"))));

        Assert.Equal(["db Recreate", "web Recreate", "side Recreate"], changes.Take(3).Select(Say));
        Assert.Equal(["configuration db.conf"], changes[0].Differences);
        Assert.Equal(["it depends on db"], changes[1].Reasons);
        Assert.Equal("it depends on web", changes[2].Reasons[0]);
        Assert.Equal("other Untouched", Say(changes[4]));
    }

    [Fact]
    public void Variables_are_told_by_their_names_whether_a_file_or_the_host_changed_them()
    {
        var preview = same.Differs("other", new ConfigDifference("other", '-', "environment.OLD"), new ConfigDifference("other", '~', "command.1"), new ConfigDifference("other", '+', "healthcheck.interval"));
        preview = preview with { Environment = [new("other", '~', "LEVEL"), new("other", '+', "NEW")] };

        Assert.Equal(["environment LEVEL, NEW (new), OLD (gone)", "command, healthcheck.interval"], Changes(preview)[4].Differences);
    }

    [Fact]
    public void Another_image_is_told_as_old_and_new()
    {
        var preview = same.Differs("task") with { Images = same.Images.SetItem("task", "task:2") };

        var task = Changes(preview)[3];

        Assert.Equal(("task:1 → 2", "task Recreate"), (task.Image, Say(task)));
    }

    [Fact]
    public void A_container_that_nobody_can_explain_says_so()
    {
        Assert.Equal(
            ["its container was made from another configuration: by hand, or by another version of Compose"],
            Changes(same.Differs("other"))[4].Reasons);
    }

    [Fact]
    public void A_changed_context_builds_anew_and_other_changes_build_again()
    {
        var moved = request with { ComposeFiles = [KeyValuePair.Create("compose.yml", PlanSamples.Stack + "# other\n")] };

        Assert.Equal(
            "built again (the Compose files or the host's .env changed); replaced only if that gives another image",
            Changes(same, moved)[1].Reasons[0]);
        var changed = Changes(same with { Differences = [new("web", '~', "build.context", Shipped("/p/web", ShippedUse.BuildContext))] }, moved)[1];
        Assert.Equal(("web Recreate", "built anew: build context web"), (Say(changed), changed.Reasons[0]));
    }

    [Fact]
    public void What_does_not_run_is_started_and_what_is_missing_is_made()
    {
        var stopped = host with
        {
            Containers = [.. host.Containers.Where(container => container.Service != "side").Select(container =>
                container.Service is "other" or "task" ? container with { Status = "exited" } : container)],
        };

        var changes = Changes(same, host: stopped);

        Assert.Equal(["side Create", "task Start", "other Start"], changes.Skip(2).Select(Say));
        Assert.Equal("a task that ended: each start runs it again", changes[3].Reasons[0]);
    }

    [Fact]
    public void A_service_that_is_gone_is_removed_and_a_stranger_is_left_alone()
    {
        var gone = current with { Services = [.. current.Services, new("old", "", "old:1", false, "required", false, 1, 20, 0)] };
        var more = PlanSamples.Host(gone) with { };
        more = more with { Containers = [.. more.Containers, PlanSamples.Container("stranger", "x:1")] };

        Assert.Equal("old Remove", Say(Changes(same, host: more)[^1]));
        Assert.DoesNotContain(Changes(same, host: more), change => change.Service == "stranger");
    }

    [Fact]
    public void A_service_whose_hash_only_Compose_can_make_is_compared_with_itself()
    {
        var opaque = same with { Opaque = ["other"], Hashes = same.Hashes.SetItem("other", "x"), CurrentHashes = same.CurrentHashes.SetItem("other", "x") };

        Assert.Equal("other Untouched", Say(Changes(opaque)[4]));
        Assert.Equal("other Recreate", Say(Changes(opaque.Differs("other"))[4]));
    }

    [Fact]
    public void Newer_versions_of_Compose_restart_only_what_asks_for_it()
    {
        var newer = host with { ComposeVersion = "2.40.0" };

        var changes = Changes(same.Differs("db"), host: newer);

        Assert.Equal(["web Restart perhaps", "side Recreate perhaps"], changes.Skip(1).Take(2).Select(Say));
    }

    private ImmutableArray<ServiceChange> Changes(HostPreview preview, ReleaseRequest? request = null, HostState? host = null, ReleaseManifest? staged = null)
    {
        request ??= this.request;
        host ??= this.host;
        var before = Planner.CurrentOf(host);
        var reused = Planner.Reused(ReleaseComposer.Compose(request).Manifest, before);
        return ServiceChanges.Of(request, before, host, preview, ImagePlan.Of(request, reused, before, preview), staged);
    }

    private string Shipped(string path, ShippedUse use = ShippedUse.BindMount) => request.Objects.Of(path, use).PathOn(request.Layout);

    private static string Say(ServiceChange change) => $"{change.Service} {change.Fate}{(change.IsCertain ? "" : " perhaps")}";
}
