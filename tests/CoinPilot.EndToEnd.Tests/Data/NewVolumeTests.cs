using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Data;

/// <summary>A release whose services would find other data than the confirmed one's: nothing is touched without a yes.</summary>
public sealed class NewVolumeTests(LabFixture fixture)
{
    [Fact]
    public async Task A_volume_that_is_renamed_in_the_file_is_refused_until_somebody_agrees_to_begin_empty()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("renamed");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        Mounts("dbdata:/data", "volumes: { dbdata: }");
        (await deployer.RunAsync("PlanDeployment")).Ended(ExitStatus.ChangesPending).DidNotSay("EMPTY");
        await deployer.DeployAsync();
        await probe.OutputOfAsync("docker exec renamed-other dd if=/dev/zero of=/data/rows bs=1M count=12 2>/dev/null; docker exec renamed-other touch /data/found");
        var before = await RunningAsync();

        // Renamed by its key, by its name, by the one who makes it, and to a folder.
        Mounts("pgdata:/data", "volumes: { pgdata: }");
        (await deployer.RunAsync("PlanDeployment")).Ended(
            ExitStatus.ChangesPending, "/data of other: volume renamed_dbdata → renamed_pgdata, new and EMPTY; renamed_dbdata (12 MB) stays");
        await RefusedAsync(["/data of other", "{ name: renamed_dbdata }", "cp -a", "--accept-new-volume pgdata"], "--yes", "true", "--force", "true");
        Mounts("dbdata:/data", "volumes: { dbdata: { name: other-name } }");
        await RefusedAsync(["volume renamed_dbdata → other-name, new and EMPTY"], "--accept-new-volume", "pgdata");
        await probe.OutputOfAsync("docker volume create made-by-hand");
        Mounts("dbdata:/data", "volumes: { dbdata: { external: true, name: made-by-hand } }");
        await RefusedAsync(["volume renamed_dbdata → made-by-hand, which is there and EMPTY"]);
        Mounts("/srv/new:/data", "");
        await RefusedAsync(["volume renamed_dbdata → folder /srv/new, new and EMPTY", "--accept-new-volume /srv/new"]);
        Assert.Equal("made-by-hand\nrenamed_dbdata", await probe.OutputOfAsync("docker volume ls -q | sort; ls -d /srv/new 2>/dev/null; :"));
        Assert.Equal(before, await RunningAsync());

        // Both ways to keep the data, and a service that is new as a whole.
        Mounts("pgdata:/data", "volumes: { pgdata: { name: renamed_dbdata }, files: }", "  fresh: { image: \"lab/tiny:1\", command: [ \"sleep\", \"1000\" ], init: true, volumes: [ \"files:/files\" ] }\n");
        await deployer.DeployAsync();
        Assert.Equal("found\nrows", await FoundAsync());

        Mounts("pgdata:/data", "volumes: { pgdata: }");
        (await deployer.RunAsync("UploadUnit")).Ended(ExitStatus.BadInput);
        (await deployer.RunAsync("UploadUnit", "--accept-new-volume", "pgdata")).Ended(0);
        (await deployer.RunAsync("ReloadDaemon")).Ended(0);
        (await deployer.RunAsync("StartUnit")).Ended(0);
        (await deployer.RunAsync("CheckStack")).Ended(0);
        Assert.Equal("", await FoundAsync());

        // What another release had is not new.
        (await deployer.RunAsync("Rollback")).Ended(0);
        Assert.Equal("found\nrows", await FoundAsync());

        void Mounts(string volume, string volumes, string more = "") => stack.Write("compose.yml", $$"""
            services:
              other: { container_name: renamed-other, image: "lab/tiny:1", command: [ "sleep", "1000" ], init: true, volumes: [ "{{volume}}" ] }
            {{more}}{{volumes}}

            """);

        async Task RefusedAsync(string[] words, params string[] more) => (await deployer.RunAsync("DeployUnit", more)).Ended(ExitStatus.BadInput, words);

        Task<string> RunningAsync() => probe.OutputOfAsync("docker inspect -f '{{.Id}} {{.State.StartedAt}}' renamed-other");

        Task<string> FoundAsync() => probe.OutputOfAsync("docker exec renamed-other ls /data");
    }

    [Fact]
    public async Task A_volume_that_is_gone_and_a_folder_that_is_empty_are_no_data_either_and_the_file_may_agree()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("lost");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        await probe.OutputOfAsync("mkdir -p /srv/full /srv/empty && touch /srv/full/found");
        Mounts("/srv/full", "");
        await deployer.DeployAsync();

        Mounts("/srv/empty", "");
        (await deployer.RunAsync("DeployUnit")).Ended(ExitStatus.BadInput, "folder /srv/full → /srv/empty, which is there and EMPTY; /srv/full (0 KB) stays");
        Mounts("/srv/full", "");
        await probe.OutputOfAsync("systemctl stop lost-compose.service && docker rm lost-other && docker volume rm lost_kept");
        (await deployer.RunAsync("DeployUnit")).Ended(ExitStatus.BadInput, "/kept of other: volume lost_kept is gone: it would be made anew, EMPTY", "docker volume create --label");
        Assert.Equal("", await probe.OutputOfAsync("docker volume ls -q"));

        Mounts("/srv/full", "x-coinpilot: { allow: { new-volume: what was in it is made again } }");
        await deployer.DeployAsync();
        Assert.Equal("lost_kept", await probe.OutputOfAsync("docker volume ls -q"));

        void Mounts(string folder, string more) => stack.Write("compose.yml", $$"""
            services:
              other:
                container_name: lost-other
                image: "lab/tiny:1"
                command: [ "sleep", "1000" ]
                init: true
                volumes: [ "{{folder}}:/data", "kept:/kept" ]
                {{more}}
            volumes: { kept: }

            """);
    }
}
