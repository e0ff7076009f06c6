using CoinPilot.Harness;
using CoinPilot.Hosts;
using CoinPilot.Lab;
using CoinPilot.Protocol;
using Xunit;

namespace CoinPilot.Agent;

/// <summary>The agent finds what the shell program finds in a unit that would not start, in the same words, and touches nothing.</summary>
public sealed class RehearseParityTests(LabFixture fixture)
{
    private const string Secret = "correct-horse-battery-staple";

    // Everything that a rehearsal could have changed.
    private const string Snapshot =
        "docker ps -aq --no-trunc | xargs -r docker inspect -f '{{.Id}} {{.State.StartedAt}} {{.RestartCount}}'; docker image ls --no-trunc --format '{{.Repository}}:{{.Tag}} {{.ID}}' | sort; "
        + "docker volume ls -q; docker network ls -q; find /etc/systemd /run/systemd/system /var/lib/coinpilot -printf '%p %m %s %T@\\n' | sort";

    [Fact]
    public async Task Of_our_own_unit_good_pending_tampered_with_and_without_docker()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("parity");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        await using BothHalves halves = new(host, stack);
        await halves.RefuseTheSameAsync(new RehearseRequest());

        stack.Db.Extra[0] = "volumes: [ \"./db/index.html:/www/index.html:ro\", \"data:/data\", \"/srv/made:/made\" ]";
        stack.Other.Extra.AddRange(["environment: { API_TOKEN: \"${API_TOKEN:?}\" }", "secrets: [ key ]", "networks: [ default, outside ]"]);
        stack.Save();
        stack.Write("secret.key", "a secret\n");
        stack.Write("compose.yml", await File.ReadAllTextAsync(stack.ComposeFile, TestContext.Current.CancellationToken)
            + "volumes: { data: {} }\nnetworks: { outside: { external: true } }\nsecrets: { key: { file: ./secret.key } }\n");
        await probe.OutputOfAsync($"docker network create outside; install -d -m 700 /etc/coinpilot/parity && printf 'API_TOKEN={Secret}\\n' | install -m 600 /dev/stdin /etc/coinpilot/parity/.env");
        await deployer.DeployAsync();

        Assert.True((await SameAsync()).Passed);

        stack.SetPage("page 2");
        (await deployer.RunAsync("UploadUnit")).Ended(0);
        (await deployer.RunAsync("ReloadDaemon")).Ended(0);
        Assert.Contains((await SameAsync()).Findings, finding => finding.Rule == "pending");
        await probe.OutputOfAsync("systemctl disable --no-reload parity-guard.service");
        Assert.Contains((await SameAsync()).Findings, finding => finding is { Rule: "guard", Severity: Severity.Error });
        (await deployer.RunAsync("RevertOnFailure")).Ended(0);

        // What an hour of tidying up and trying things leaves behind.
        await probe.OutputOfAsync(
            $"""
            docker tag lab/tiny:2 lab/kept:2; docker rmi lab/tiny:2; docker stop parity-other; docker network disconnect outside parity-other; docker network rm outside
            docker rm -fv parity-db; docker volume rm parity_data; rm -r /srv/made
            mv {probe.Base}/objects /root/
            mkdir -p {probe.UnitFile}.d; printf '[Service]\nRestrat=always\n' >{probe.UnitFile}.d/90-tried.conf
            sed -i 's/--pull never/--pul never/' {probe.UnitFile} {probe.HoldFile}
            systemctl daemon-reload; systemctl disable -q {stack.UnitName}; systemctl mask -q docker.service
            """);
        var tampered = await SameAsync();
        Found(tampered, "image", "bind", "file", "context", "volume", "network", "unit-verify", "unit-enabled", "docker-enabled", "words");

        // Compose quotes the line that it does not like, and systemd has not read what is there.
        await probe.OutputOfAsync(
            $"""
            mv /root/objects {probe.Base}/; docker tag lab/kept:2 lab/tiny:2; docker network create outside; rm {probe.UnitFile}.d/90-tried.conf
            sed -i 's/--pul never/--pull never/' {probe.UnitFile} {probe.HoldFile}; systemctl daemon-reload; systemctl enable -q {stack.UnitName}; systemctl unmask -q docker.service
            echo '# edited' >>{probe.UnitFile}; printf 'API_TOKEN="{Secret}\n' >/etc/coinpilot/parity/.env; mv {probe.Base}/project /root/
            """);
        Found(await SameAsync(), "compose", "daemon-reload", "path");

        await probe.OutputOfAsync(
            $"mv /root/project {probe.Base}/; printf 'API_TOKEN={Secret}\\n' >/etc/coinpilot/parity/.env; systemctl daemon-reload; systemctl restart {stack.UnitName}");
        await probe.LeaveDeadAsync("db");
        await probe.OutputOfAsync("systemctl start docker");
        Assert.Contains((await SameAsync()).Changes, change => change.StartsWith("remove parity-db", StringComparison.Ordinal));
        await probe.OutputOfAsync($"sed -i 's/^sweep()/swept()/' {probe.Base}/host.sh");
        Found(await SameAsync(), "sweep", "dead");
        await probe.OutputOfAsync("rm /etc/coinpilot/parity/.env; mv /usr/bin/docker /usr/bin/docker.away");
        await SameAsync(snapshot: false);
        await probe.OutputOfAsync("mv /usr/bin/docker.away /usr/bin/docker; systemctl stop docker.socket docker.service");
        await SameAsync(snapshot: false);

        async Task<Rehearsal> SameAsync(bool snapshot = true)
        {
            var before = snapshot ? await probe.OutputOfAsync(Snapshot) : "";
            var rehearsal = await halves.SayTheSameAsync(new RehearseRequest());
            Assert.Equal(before, snapshot ? await probe.OutputOfAsync(Snapshot) : "");
            Assert.DoesNotContain(Secret, string.Join('\n', rehearsal.Findings), StringComparison.Ordinal);
            return rehearsal;
        }
    }

    [Fact]
    public async Task Of_a_unit_made_by_hand_with_variables_blanks_and_lines_of_other_programs()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("byhand");
        HostProbe probe = new(host, stack);
        await using BothHalves halves = new(host, stack);
        await probe.OutputOfAsync(
            $$"""
            mkdir -p '/opt/by hand' && cd '/opt/by hand' && printf 'services:\n  db:\n    image: lab/tiny:1\n    command: sleep 1000\n    volumes: [ "./gone:/gone", "/opt/none:/none" ]\n' >compose.yml
            printf 'SECRET=value of it\n' >'/opt/by hand/more.env'
            cat >{{probe.UnitFile}} <<'E'
            [Unit]
            Requires=docker.service
            After=docker.service
            [Service]
            Type=oneshot
            RemainAfterExit=yes
            WorkingDirectory=/opt/by hand
            Environment="COMPOSE_PROJECT_NAME=byhand" WHAT=never
            EnvironmentFile=-/opt/none.env
            EnvironmentFile=/opt/by hand/more.env
            ExecStartPre=/usr/bin/echo "it's; $(touch /tmp/pwned) `id` 'quoted'" $$HOME
            ExecStartPre=-/usr/bin/docker network create own
            ExecStartPre=/usr/bin/docker compose pull
            ExecStart=/usr/bin/timeout 100 /usr/bin/docker --log-level error compose -f "/opt/by hand/compose.yml" --profile=a up -d --pull $WHAT
            ExecReload=-/usr/bin/docker compose nonsense --now
            ExecStop=/usr/bin/docker compose --env-file /opt/gone.env stop
            [Install]
            WantedBy=multi-user.target
            E
            systemctl daemon-reload; systemctl enable -q {{stack.UnitName}}
            """);

        var rehearsal = await halves.SayTheSameAsync(new RehearseRequest());

        Found(rehearsal, "unguarded", "words", "path", "bind", "compose");
        await probe.OutputOfAsync("[ ! -e /tmp/pwned ]; touch /opt/gone.env; mkdir -p '/opt/by hand/gone' /opt/none");
        rehearsal = await halves.SayTheSameAsync(new RehearseRequest());
        Assert.Contains("make the container byhand-db-1", rehearsal.Changes);
        await probe.OutputOfAsync($"systemctl mask {stack.UnitName} || ln -sf /dev/null /run/systemd/system/{stack.UnitName}; mv {probe.UnitFile} /root/; ln -s /dev/null {probe.UnitFile}; systemctl daemon-reload");
        Assert.Contains((await halves.SayTheSameAsync(new RehearseRequest())).Findings, finding => finding.Rule == "unit-masked");
    }

    private static void Found(Rehearsal rehearsal, params string[] rules) =>
        Assert.True(rules.All(rule => rehearsal.Findings.Any(finding => finding.Rule == rule)), string.Join('\n', rehearsal.Findings));
}
