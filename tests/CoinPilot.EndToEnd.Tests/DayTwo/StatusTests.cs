using System.Text.Json;
using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.DayTwo;

public sealed class StatusTests(LabFixture fixture)
{
    [Fact]
    [Trait("pace", "long")]
    public async Task Names_what_failed_at_a_start_and_everything_that_drifted()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("seen");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        stack.Other.Extra.AddRange(["environment: { GREETING: \"${GREETING:-hello}\" }", "ports: [ \"127.0.0.1:8080:80\" ]"]);
        stack.Save();
        await probe.OutputOfAsync("install -d -m 700 /etc/coinpilot/seen && install -m 600 /dev/null /etc/coinpilot/seen/.env");
        await deployer.DeployAsync();
        var first = await probe.CurrentAsync();

        var good = (await deployer.RunAsync("Status")).Ended(0, "everything is as released", "127.0.0.1:8080->80/tcp", first);
        Assert.Empty(Codes(await deployer.RunAsync("Status", "--json")));
        Assert.All(good.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 120));

        // The pull fails, the unit goes on, and somebody's package upgrade makes systemd forget it.
        await host.SetRegistryAsync(RegistryMode.Refuse);
        await probe.OutputOfAsync($"systemctl restart {stack.UnitName}; systemctl daemon-reload");

        (await deployer.RunAsync("Status")).Ended(ExitStatus.Degraded, "pull FAILED", "the pull at the start of");

        // A deployment pulls by itself: what failed before it is over.
        await host.SetRegistryAsync(RegistryMode.Up);
        stack.SetPage("page 2");
        await deployer.DeployAsync();
        (await deployer.RunAsync("Status")).Ended(0, $"{first} (Rollback)").DidNotSay("FAILED");

        var current = await probe.CurrentAsync();
        await probe.OutputOfAsync(
            $"""
            echo '# edited' >>{probe.UnitFile}
            mkdir -p {probe.UnitFile}.d && printf '[Service]\nNice=1\n' >{probe.UnitFile}.d/override.conf
            systemctl daemon-reload
            echo '# edited' >>{probe.Base}/releases/{current}/compose.yml
            echo GREETING=changed >/etc/coinpilot/seen/.env
            docker rmi coinpilot/seen/db:{first} coinpilot/seen/web:{current}
            docker stop seen-other
            docker network create by-hand
            docker network connect by-hand seen-db
            """);

        var bad = await deployer.RunAsync("Status", "--json");

        Assert.Equal(ExitStatus.Degraded, bad.ExitCode);
        Assert.Equal(
            ["drop-in-drift", "env-drift", "file-drift", "network-drift", "release-images-gone", "rollback-images-gone", "service-down", "unit-drift", "variable-drift"],
            Codes(bad).Order());
        (await deployer.RunAsync("Status")).Ended(
            ExitStatus.Degraded, "other: exited", "override.conf", "compose.yml in the release's folder was changed", ".env has changed", $"a rollback to {first} would have to pull or build",
            "other has not the values of GREETING that the release gives it now (the host's .env has changed since)", "db is attached to the network by-hand, which the release does not say");

        static IEnumerable<string> Codes(RunOutcome outcome)
        {
            using var document = JsonDocument.Parse(Assert.Single(outcome.Output.Split('\n'), line => line.StartsWith("{\"kind\":\"status\"", StringComparison.Ordinal)));
            return [.. document.RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("code").GetString()!)];
        }
    }
}
