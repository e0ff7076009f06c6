using CoinPilot.Harness;
using Xunit;

namespace CoinPilot.Refusals;

/// <summary>Hosts that lack something: each is told what, where and how to mend it, and is left as it was.</summary>
public sealed class HostRefusalTests(RefusalHost refused) : IClassFixture<RefusalHost>
{
    private TinyStack Stack => refused.Stack;

    private HostProbe Probe => refused.Probe;

    [Fact]
    public async Task No_env_file_on_the_host()
    {
        await refused.ReadyAsync();
        Stack.Other.Extra.Add("environment: [ \"TOKEN=${TOKEN:?}\" ]");
        Stack.Save();
        try
        {
            (await refused.RefusedAsync()).Ended(
                2, "There is no /etc/coinpilot/refused/.env", "sudo install -d -m 700 /etc/coinpilot/refused", "sudo install -m 600", "--env-file");
        }
        finally
        {
            Stack.Other.Extra.Clear();
            Stack.Save();
        }
    }

    [Fact]
    public async Task A_container_name_of_another_project()
    {
        await refused.ReadyAsync();
        await Probe.OutputOfAsync("docker create --name refused-web --label com.docker.compose.project=shop --label com.docker.compose.config-hash=1 lab/tiny:1; docker create --name refused-db --label com.docker.compose.project=refused lab/tiny:1");
        try
        {
            (await refused.RefusedAsync()).Ended(
                2, "The container refused-web belongs to the Compose project 'shop'", "docker compose -p shop down",
                "A container named refused-db exists that no Compose project made", "docker rm -f refused-db");
        }
        finally
        {
            await Probe.OutputOfAsync("docker rm refused-web refused-db");
        }
    }

    [Fact]
    public async Task A_docker_engine_that_is_stopped()
    {
        await refused.ReadyAsync();
        await Probe.OutputOfAsync("systemctl stop docker.socket docker.service");
        try
        {
            (await refused.RefusedAsync()).Ended(2, "its daemon does not answer", "sudo systemctl start docker");
        }
        finally
        {
            await Probe.OutputOfAsync("systemctl start docker.socket docker.service");
        }
    }

    [Fact]
    public async Task No_docker_at_all()
    {
        await refused.ReadyAsync();
        await Probe.OutputOfAsync("mv /usr/bin/docker /usr/bin/docker.away");
        try
        {
            (await refused.RefusedAsync()).Ended(2, "Docker Engine is not installed.", "docs.docker.com/engine/install");
        }
        finally
        {
            await Probe.OutputOfAsync("mv /usr/bin/docker.away /usr/bin/docker");
        }
    }

    [Theory]
    [InlineData("size=1m", "MiB")]
    [InlineData("size=1g,nr_inodes=5k", "inodes are free")]
    [InlineData("ro", "read-only")]
    public async Task A_folder_that_cannot_be_written(string options, string reason)
    {
        await refused.ReadyAsync();
        await Probe.OutputOfAsync($"mkdir -p /var/lib/coinpilot; mount -t tmpfs -o {options} tmpfs /var/lib/coinpilot");
        try
        {
            (await refused.RefusedAsync()).Ended(2, "/var/lib", reason);
        }
        finally
        {
            await Probe.OutputOfAsync("umount /var/lib/coinpilot; rmdir /var/lib/coinpilot");
        }
    }

    [Fact]
    public async Task A_unit_folder_that_is_read_only()
    {
        await refused.ReadyAsync();
        await Probe.OutputOfAsync("mount --bind /etc/systemd/system /etc/systemd/system && mount -o remount,bind,ro /etc/systemd/system");
        try
        {
            (await refused.RefusedAsync()).Ended(2, "/etc/systemd/system is read-only", "mount -o remount,rw");
        }
        finally
        {
            await Probe.OutputOfAsync("umount /etc/systemd/system");
        }
    }

    // What stands in for Docker Engine: each in front of the real one.
    [Theory]
    [InlineData("echo podman version 4.9.3", "podman's stand-in", "podman-docker")]
    [InlineData("snap", "the snap", "snap remove docker")]
    public async Task A_docker_that_is_another_one(string shell, string named, string fix)
    {
        await refused.ReadyAsync();
        await Probe.OutputOfAsync(shell == "snap"
            ? "mkdir -p /snap/bin && printf '#!/bin/sh\nexec /usr/bin/docker \"$@\"\n' >/snap/bin/docker && chmod 755 /snap/bin/docker && ln -s /snap/bin/docker /usr/local/bin/docker"
            : $"printf '%s\n' '#!/bin/sh' {CoinPilot.Hosts.ShellWord.Quote(shell)} >/usr/local/bin/docker && chmod 755 /usr/local/bin/docker");
        try
        {
            (await refused.RefusedAsync()).Ended(2, named, fix);
        }
        finally
        {
            await Probe.OutputOfAsync("rm -rf /usr/local/bin/docker /snap");
        }
    }

    // What root has for itself goes before what the system has.
    [Theory]
    [InlineData("echo v2.23.3", "Docker Compose 2.23.3 is too old")]
    [InlineData("exit 1", "Docker Compose v2 is missing")]
    public async Task A_Compose_that_is_too_old_or_broken(string shell, string named)
    {
        await refused.ReadyAsync();
        await Probe.OutputOfAsync(
            $"mkdir -p /root/.docker/cli-plugins && printf '%s\n' '#!/bin/sh' {CoinPilot.Hosts.ShellWord.Quote(shell)} >/root/.docker/cli-plugins/docker-compose && chmod 755 /root/.docker/cli-plugins/docker-compose");
        try
        {
            (await refused.RefusedAsync()).Ended(2, named, "docker-compose-plugin");
        }
        finally
        {
            await Probe.OutputOfAsync("rm -r /root/.docker/cli-plugins");
        }
    }

    [Fact]
    public async Task A_docker_that_could_not_start_at_boot()
    {
        await refused.ReadyAsync();
        await Probe.OutputOfAsync("systemctl mask -q docker.service");
        try
        {
            (await refused.RefusedAsync()).Ended(2, "docker.service is masked", "systemctl unmask docker.service");
        }
        finally
        {
            await Probe.OutputOfAsync("systemctl unmask -q docker.service");
        }
    }

    // These are found on the host with its own values, after the upload: content may stay, nothing that counts.
    [Theory]
    [InlineData("docker volume create --label com.docker.compose.project=shop refused_data", "docker volume rm refused_data",
        "the volume refused_data belongs to the Compose project shop", "--app shop")]
    [InlineData("docker volume create --label com.docker.compose.project=oci --label com.docker.compose.volume=data oci_data", "docker volume rm oci_data",
        "this stack seems to have run as the project oci", "docker volume create --label com.docker.compose.project=refused --label com.docker.compose.volume=data refused_data")]
    [InlineData("docker create --name xx lab/tiny:1; docker export xx | docker import --platform linux/s390x - lab/foreign:1; docker rm xx", "docker rmi lab/foreign:1",
        "the image lab/foreign:1 of other is for s390x", "platform: linux/s390x")]
    [InlineData("true", "true", "/nowhere/to-be/found, which other mounts, is not on this host", "correct the Compose file")]
    public async Task What_a_start_would_trip_over(string arrange, string clear, string named, string fix)
    {
        await refused.ReadyAsync();
        await Probe.OutputOfAsync(arrange);
        Stack.Other.Image = named.Contains("foreign", StringComparison.Ordinal) ? "lab/foreign:1" : "lab/tiny:2";
        Stack.Other.Extra.AddRange([
            "pull_policy: never",
            named.Contains("nowhere", StringComparison.Ordinal)
                ? "volumes: [ { type: bind, source: /nowhere/to-be/found, target: /x, bind: { create_host_path: false } } ]"
                : "volumes: [ \"data:/data\" ]"]);
        Stack.Save();
        if (!named.Contains("nowhere", StringComparison.Ordinal))
        {
            Stack.Write("compose.yml", File.ReadAllText(Stack.ComposeFile) + "volumes: { data: {} }\n");
        }

        try
        {
            (await refused.Operator.RunAsync("DeployUnit")).Ended(2, named, fix, "What runs on the host was not touched");

            Assert.Null(await Probe.FileAsync(Probe.UnitFile));
            Assert.Equal("", await Probe.OutputOfAsync($"ls -A {Probe.Base}/releases; docker ps -aq; docker image ls -q 'coinpilot/*/*'; docker volume ls -q --filter name=refused_ | grep -v '^refused_data$' || :"));
        }
        finally
        {
            await Probe.OutputOfAsync($"{clear}; rm -rf {Probe.Base}; rmdir /var/lib/coinpilot");
            Stack.Other.Image = "lab/tiny:2";
            Stack.Other.Extra.Clear();
            Stack.Save();
        }
    }

    // Also one that systemd has not read: our own daemon-reload would.
    [Fact]
    public async Task A_drop_in_of_others_that_decides_how_the_stack_starts()
    {
        await refused.ReadyAsync();
        var file = $"{Probe.UnitFile}.d/override.conf";
        await Probe.OutputOfAsync($"mkdir {Probe.UnitFile}.d; printf '[Service]\nExecStartPre=/usr/bin/docker compose pull\nTimeoutStartSec=120\n' >{file}");
        try
        {
            (await refused.RefusedAsync()).Ended(2, $"{file} sets ExecStartPre=, TimeoutStartSec=", $"sudo rm {file} && sudo systemctl daemon-reload");
        }
        finally
        {
            await Probe.OutputOfAsync($"rm -r {Probe.UnitFile}.d");
        }
    }

    [Fact]
    public async Task A_unit_of_another_app()
    {
        await refused.ReadyAsync();
        await Probe.OutputOfAsync("printf '[Unit]\\nX-CoinPilot-App=shop\\nX-CoinPilot-Release=20261124-000000-abcdef0\\n[Service]\\nType=oneshot\\nExecStart=/bin/true\\n' >/etc/systemd/system/shop.service; systemctl daemon-reload");
        try
        {
            (await refused.RefusedAsync("--unit-name", "shop.service")).Ended(2, "shop.service", "shop", "--unit-name");
        }
        finally
        {
            await Probe.OutputOfAsync("rm /etc/systemd/system/shop.service; systemctl daemon-reload");
        }
    }
}
