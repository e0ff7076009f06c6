using CoinPilot.Harness;
using CoinPilot.Hosts;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Rehearsals;

/// <summary>A host that would not come back is found before anybody reboots it.</summary>
public sealed class RehearsalTests(LabFixture fixture)
{
    // Everything that a rehearsal could have changed: containers, images, volumes, units, our own files.
    private const string Snapshot =
        "docker ps -aq --no-trunc | xargs -r docker inspect -f '{{.Id}} {{.State.StartedAt}} {{.RestartCount}}'; docker image ls --no-trunc --format '{{.Repository}}:{{.Tag}} {{.ID}}' | sort; "
        + "docker volume ls -q; docker network ls -q; find /etc/systemd /run/systemd/system /var/lib/coinpilot -printf '%p %m %s %T@\\n' | sort";

    [Fact]
    public async Task Finds_everything_that_would_keep_the_stack_down_and_touches_nothing()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("rehearsed");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        await deployer.DeployAsync();
        var before = await probe.OutputOfAsync(Snapshot);

        (await deployer.RunAsync("StartRehearsal")).Ended(0, "rehearsed-compose.service would start");

        Assert.Equal(before, await probe.OutputOfAsync(Snapshot));

        // What an hour of tidying up and trying things leaves behind.
        await probe.OutputOfAsync(
            $"""
            docker tag lab/tiny:2 lab/kept:2; docker rmi lab/tiny:2
            mv {probe.Base}/objects /root/
            mkdir -p {probe.UnitFile}.d; printf '[Service]\nRestrat=always\n' >{probe.UnitFile}.d/90-tried.conf
            sed -i 's/--pull never/--pul never/' {probe.UnitFile}
            systemctl daemon-reload; systemctl disable -q {stack.UnitName}; systemctl mask -q docker.service
            """);
        before = await probe.OutputOfAsync(Snapshot);

        (await deployer.RunAsync("StartRehearsal")).Ended(
            11,
            "the image lab/tiny:2 of other is not on this host", "docker tag coinpilot/rehearsed/other",
            "/index.html, which db mounts, is gone",
            "Unknown key 'Restrat'",
            "unknown flag: --pul",
            "rehearsed-compose.service is disabled",
            "docker.service is masked",
            "Nothing was touched");
        (await deployer.RunAsync("VerifyReboot", "--yes")).Ended(11, "docker.service is masked").DidNotSay("reboots now");

        Assert.Equal(before, await probe.OutputOfAsync(Snapshot));
        await probe.OutputOfAsync(
            $"""
            docker tag lab/kept:2 lab/tiny:2; mv /root/objects {probe.Base}/
            rm -r {probe.UnitFile}.d; sed -i 's/--pul never/--pull never/' {probe.UnitFile}
            systemctl daemon-reload; systemctl enable -q {stack.UnitName}; systemctl unmask -q docker.service
            mv /usr/bin/docker /usr/bin/docker.away
            """);

        (await deployer.RunAsync("StartRehearsal")).Ended(11, "there is no docker on this host", "the program /usr/bin/docker, which the unit runs, is not there");

        await probe.OutputOfAsync("mv /usr/bin/docker.away /usr/bin/docker");
        (await deployer.RunAsync("StartRehearsal")).Ended(0);
        await probe.LeaveDeadAsync("db");
        await probe.OutputOfAsync("systemctl start docker");

        (await deployer.RunAsync("StartRehearsal")).Ended(0, "a start would remove rehearsed-db, which was being removed when Docker or the host went down");

        await probe.OutputOfAsync($"mv {AgentPlaces.Link} /root/");
        (await deployer.RunAsync("StartRehearsal")).Ended(11, "rehearsed-db was being removed when Docker or the host went down", "docker rm -f rehearsed-db");

        await probe.OutputOfAsync($"mv /root/coinpilot {AgentPlaces.Link}; systemctl restart {stack.UnitName}");
        (await deployer.RunAsync("StartRehearsal")).Ended(0).DidNotSay("was being removed");
    }

    [Fact]
    public async Task The_unit_that_pulls_first_is_named_by_a_rehearsal_and_when_it_is_back()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("unguarded");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        await probe.OutputOfAsync(
            $"""
            mkdir -p '/opt/by hand' && cd '/opt/by hand' && printf 'services:\n  db:\n    image: lab/tiny:1\n    command: sleep 1000\n' >compose.yml
            printf '[Unit]\nRequires=docker.service\nAfter=docker.service\n[Service]\nType=oneshot\nRemainAfterExit=yes\nWorkingDirectory=/opt/by hand\nEnvironment="COMPOSE_PROJECT_NAME=unguarded" WHAT=never\n' >{probe.UnitFile}
            printf 'ExecStartPre=/usr/bin/docker compose pull\nExecStart=/usr/bin/docker compose -f "/opt/by hand/compose.yml" up -d --pull $WHAT\nExecStop=/usr/bin/docker compose stop\n[Install]\nWantedBy=multi-user.target\n' >>{probe.UnitFile}
            systemctl daemon-reload; systemctl enable -q --now {stack.UnitName}
            """);

        (await deployer.RunAsync("StartRehearsal")).Ended(11, "the unit pulls before it starts anything", "3 command lines").DidNotSay("Compose refuses");
        stack.Other.Shell = TinyStack.CrashLoop;
        stack.Other.Healthcheck = null;
        stack.Save();
        (await deployer.RunAsync("DeployUnit", "--gate-timeout", "4s")).Ended(20, "that unit pulls before it starts anything", "The bug is back");
    }
}
