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
        await Probe.OutputOfAsync("docker create --name refused-web --label com.docker.compose.project=shop lab/tiny:1; docker create --name refused-db lab/tiny:1");
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
