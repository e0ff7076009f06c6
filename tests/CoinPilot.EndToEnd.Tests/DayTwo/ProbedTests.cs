using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.DayTwo;

/// <summary>A service is up when the host's own question says so, too.</summary>
public sealed class ProbedTests(LabFixture fixture)
{
    // The container's own healthcheck asks for another page.
    private const string Busy = "mkdir -p /www/cgi-bin; printf '#!/bin/sh\\n[ -e /tmp/ready ] || echo Status: 503 Busy\\necho\\n' >/www/cgi-bin/ready; chmod 755 /www/cgi-bin/ready; ";
    private const string Ready = "touch /tmp/ready; " + Busy;
    private const string Failed = "other: probe http://127.0.0.1:${PROBED_PORT}/cgi-bin/ready answered 503";

    [Fact]
    public async Task A_healthy_container_that_answers_the_host_with_503_is_not_up()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("probed");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        stack.Other.Extra.AddRange(
        [
            "ports: [ \"127.0.0.1:${PROBED_PORT}:80\" ]",
            "x-coinpilot: { probe: { http: \"http://127.0.0.1:${PROBED_PORT}/cgi-bin/ready\", timeout: 2s } }",
        ]);
        stack.Db.Extra.Add("x-coinpilot: { probe: { command: \"test -e manifest.json\", tcp: \"127.0.0.1:1\" } }");
        await probe.OutputOfAsync("install -d -m 700 /etc/coinpilot/probed; umask 077; echo PROBED_PORT=8080 >/etc/coinpilot/probed/.env");

        stack.Save();
        (await deployer.RunAsync("DeployUnit")).Ended(ExitStatus.BadInput, "compose.yml:9:27: error: `probe` asks by command and by tcp");
        stack.Db.Extra[^1] = "x-coinpilot: { probe: { command: \"test -e manifest.json\" } }";
        stack.Other.Shell = Ready + TinyStack.Serve;
        stack.Save();
        await deployer.DeployAsync();
        var first = await probe.CurrentAsync();
        Assert.Contains("${PROBED_PORT}", await probe.FileAsync($"{probe.Base}/releases/{first}/manifest.json") ?? "", StringComparison.Ordinal);

        stack.Other.Shell = Busy + TinyStack.Serve;
        stack.Save();
        (await deployer.RunAsync("DeployUnit", "--gate-timeout", "10s")).Ended(ExitStatus.RolledBack, Failed);
        Assert.Equal(first, await probe.CurrentAsync());
        await probe.NothingIsPendingAsync();

        // The way back has left a hold, which a confirmed deployment ends.
        stack.Other.Shell = Ready + TinyStack.Serve;
        stack.Save();
        await deployer.DeployAsync();
        var good = await probe.CurrentAsync();
        (await deployer.RunAsync("Status")).Ended(0, "everything is as released");

        await probe.OutputOfAsync("docker exec probed-other rm /tmp/ready");
        (await deployer.RunAsync("Status")).Ended(ExitStatus.Degraded, Failed);
        Assert.Equal("healthy", await probe.OutputOfAsync("docker inspect -f '{{.State.Health.Status}}' probed-other"));

        // Started anew it is ready again.
        await host.RebootAsync();
        await probe.UntilAllRunAsync(TimeSpan.FromMinutes(3));
        await probe.UntilAsync("coinpilot status --app probed", TimeSpan.FromMinutes(2));
        Assert.Equal(good, await probe.CurrentAsync());
    }
}
