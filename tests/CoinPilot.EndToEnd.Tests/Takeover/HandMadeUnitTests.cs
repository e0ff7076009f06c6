using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Takeover;

/// <summary>A host on which somebody wrote a unit of our name and started the stack by hand, before there was CoinPilot.</summary>
public sealed class HandMadeUnitTests(LabFixture fixture)
{
    private const string App = "taken";

    private const string Unit = """
        # Written by hand in 2024; the comment and the odd   spacing stay.
        [Unit]
        Description = my stack
        Requires=docker.service
        After=docker.service

        [Service]
        Type=oneshot
        RemainAfterExit=true
        ExecStart=/usr/bin/docker compose -p taken -f /opt/hand/compose.yml up -d
        ExecStop=/usr/bin/docker compose -p taken -f /opt/hand/compose.yml stop

        [Install]
        WantedBy=multi-user.target
        """;

    private const string Compose = """
        services:
          db:
            image: hand/db:latest
            container_name: taken-db
            command: ["sh", "-c", "trap 'exit 0' TERM; httpd -f -p 80 -h /www & wait"]
            restart: unless-stopped
          other:
            image: lab/tiny:1
            container_name: taken-other
            command: ["sh", "-c", "trap 'exit 0' TERM; sleep 100000 & wait"]
            restart: unless-stopped
        """;

    [Fact]
    [Trait("pace", "long")]
    public async Task Is_put_back_byte_for_byte_when_the_takeover_fails_and_taken_over_when_it_succeeds()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new(App);
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        await InstallByHandAsync(probe);
        var (unit, before) = (await probe.FileAsync(probe.UnitFile), await probe.ContainersAsync());

        stack.Other.Shell = TinyStack.CrashLoop;
        stack.Other.Healthcheck = null;
        stack.Save();
        (await deployer.RunAsync("DeployUnit")).Ended(20, "other", "FAILED, ROLLED BACK TO FOREIGN");

        Assert.Equal(unit, await probe.FileAsync(probe.UnitFile));
        Assert.Equal("by hand", await probe.ServedAsync("db"));
        var after = await probe.ContainersAsync();
        Assert.Equal(before.ToDictionary(x => x.Key, x => x.Value.Image), after.ToDictionary(x => x.Key, x => x.Value.Image));
        Assert.All(after.Values, container => Assert.True(container.IsRunning));
        Assert.Equal(before["db"].Image, await probe.OutputOfAsync("docker image inspect -f '{{.Id}}' hand/db:latest"));
        Assert.Equal("active enabled", $"{await probe.UnitAsync("ActiveState")} {await probe.EnabledAsync(stack.UnitName)}");
        Assert.Equal("not-found", await probe.OutputOfAsync($"systemctl show -P LoadState {App}-guard.service"));

        // A removal takes away what was staged, and nothing of what is not ours.
        (await deployer.RunAsync("Remove", "--yes")).Ended(0, "a unit that CoinPilot did not make");
        Assert.Equal(unit, await probe.FileAsync(probe.UnitFile));
        Assert.Equal("by hand", await probe.ServedAsync("db"));

        stack.Other.Shell = TinyStack.Serve;
        stack.Save();
        (await deployer.DeployAsync()).Said("DEPLOYED");

        Assert.Equal("page 1", await probe.ServedAsync("db"));
        Assert.Equal(await probe.CurrentAsync(), await probe.OutputOfAsync($"systemctl cat {stack.UnitName} | sed -n 's/^X-CoinPilot-Release=//p'"));
        await probe.NothingIsPendingAsync();

        (await deployer.RunAsync("Remove", "--yes")).Ended(0, "was not put back", $"{probe.Base}/foreign-unit");
        Assert.Null(await probe.FileAsync(probe.UnitFile));
        Assert.Equal(unit, await probe.FileAsync($"{probe.Base}/foreign-unit"));
    }

    private static async Task InstallByHandAsync(HostProbe probe)
    {
        await probe.OutputOfAsync($"mkdir -p /opt/hand/db && cd /opt/hand && echo by hand >db/index.html && printf 'FROM lab/tiny:1\\nCOPY index.html /www/\\n' >db/Dockerfile && docker build -q -t hand/db:latest db");
        await probe.OutputOfAsync($"cat >/opt/hand/compose.yml <<'EOF'\n{Compose}\nEOF");
        await probe.OutputOfAsync($"cat >{probe.UnitFile} <<'EOF'\n{Unit}\nEOF\nsystemctl daemon-reload; systemctl enable -q --now {App}-compose.service");
        Assert.Equal("by hand", await probe.ServedAsync("db"));
    }
}
