using System.Collections.Immutable;
using CoinPilot.Harness;
using CoinPilot.Lab;
using CoinPilot.Protocol;
using Xunit;

namespace CoinPilot.Agent;

/// <summary>The agent sees on a host what the shell program sees there.</summary>
public sealed class ObserveParityTests(LabFixture fixture)
{
    // The clock goes on between two questions, and other programs write to the disk.
    private static readonly ImmutableArray<string> Passing = ["now", "diskFreeKib", "inodesFree"];

    [Fact]
    public async Task On_a_bare_host_on_one_that_was_deployed_to_and_on_one_where_everything_drifted()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("parity");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        await using BothHalves halves = new(host, stack);
        stack.Other.Extra.AddRange(["environment: { GREETING: \"${GREETING:-hello}\" }", "ports: [ \"127.0.0.1:8080:80\" ]"]);
        stack.Save();

        var bare = await halves.SayTheSameAsync(new ObserveRequest(["parity-db"]), Passing);
        Assert.Equal("none", bare.Current);

        await probe.OutputOfAsync("install -d -m 700 /etc/coinpilot/parity && install -m 600 /dev/null /etc/coinpilot/parity/.env");
        await deployer.DeployAsync();
        stack.SetPage("page 2");
        await deployer.DeployAsync();
        var current = await probe.CurrentAsync();

        var good = await halves.SayTheSameAsync(new ObserveRequest([]), Passing);
        Assert.Equal(current, good.Current);
        Assert.Equal(2, good.Releases.Length);
        await halves.SayTheSameAsync(new HistoryRequest());

        await host.SetRegistryAsync(RegistryMode.Refuse);
        await probe.OutputOfAsync(
            $"""
            systemctl restart {stack.UnitName}; systemctl daemon-reload
            echo '# edited' >>{probe.UnitFile}
            mkdir -p {probe.UnitFile}.d && printf '[Service]\nNice=1\n' >{probe.UnitFile}.d/override.conf
            printf '[Unit]\nX-CoinPilot-App=parity\n' >/etc/systemd/system/another.service
            ln -s {probe.UnitFile} /etc/systemd/system/alias.service
            echo '# edited' >>{probe.Base}/releases/{current}/compose.yml
            echo 'GREETING=changed again' >/etc/coinpilot/parity/.env
            chmod 644 /etc/coinpilot/parity/.env
            docker rmi coinpilot/parity/web:{current}
            docker stop parity-other
            docker run -d --name parity-stranger --label com.docker.compose.project=other --entrypoint sleep coinpilot/parity/db:{current} 1000
            """);

        var drifted = await halves.SayTheSameAsync(new ObserveRequest(["parity-stranger", "parity-db"]), Passing);
        Assert.Equal(["another.service"], drifted.OtherUnits);
        Assert.NotEmpty(drifted.StartSteps);
        Assert.NotEqual("", drifted.Journal);

        await probe.OutputOfAsync($"rm /etc/systemd/system/a*.service {probe.UnitFile}.d/override.conf; systemctl daemon-reload");
        await host.SetRegistryAsync(RegistryMode.Up);
        stack.SetPage("page 3");
        (await deployer.RunAsync("UploadUnit")).Ended(0);
        (await deployer.RunAsync("ReloadDaemon")).Ended(0);
        var pending = await halves.SayTheSameAsync(new ObserveRequest([]), Passing);
        Assert.True(pending.Pending is { RevertsByItself: true, IsGuarded: true, Phase: "switched" });

        await probe.OutputOfAsync($"systemctl stop {stack.App}-revert.timer; systemctl disable --no-reload {stack.App}-guard.service");
        Assert.True((await halves.SayTheSameAsync(new ObserveRequest([]), Passing)).Pending is { RevertsByItself: false, IsGuarded: false });

        (await deployer.RunAsync("RevertOnFailure")).Ended(0);
        Assert.NotNull((await halves.SayTheSameAsync(new ObserveRequest([]), Passing)).LastRevert);

        await probe.OutputOfAsync("systemctl stop docker.socket docker.service");
        // What names mean nobody knows then; the shell program says that nothing has them.
        Assert.False((await halves.SayTheSameAsync(new ObserveRequest([]), [.. Passing, "imageNames"])).DockerAnswers);
    }
}
