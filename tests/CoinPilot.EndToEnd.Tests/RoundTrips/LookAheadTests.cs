using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.RoundTrips;

/// <summary>What the host asks of itself before it is asked, and what it remembers, is believed only as long as it is true.</summary>
public sealed class LookAheadTests(LabFixture fixture)
{
    [Fact]
    public async Task What_is_asked_ahead_or_remembered_is_believed_only_while_it_is_true()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "ahead");
        var probe = deployed.Probe;
        await probe.OutputOfAsync(
            $"mkdir /root/ahead && cd /root/ahead && cp -a {probe.Base}/releases/{deployed.First} release && tar -cf upload release");

        // Seen at once, and asked for again when three seconds have gone by since.
        var seen = await PreviewAsync("true");
        var asked = await PreviewAsync("sleep 3; docker rm -f ahead-other >/dev/null");

        Assert.Contains("\"name\":\"ahead-other\"", seen, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"ahead-db\"", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("\"name\":\"ahead-other\"", asked, StringComparison.Ordinal);
        Assert.All([seen, asked], answer => Assert.Contains("service-hash\tdb ", answer, StringComparison.Ordinal));
        Assert.Equal("", await probe.OutputOfAsync("ls -d /run/coinpilot-session.* /run/coinpilot-preview.* 2>/dev/null || :"));

        // A Compose that reads no file without an engine.
        await probe.OutputOfAsync("""
            mkdir -p /usr/local/lib/docker/cli-plugins; p=/usr/local/lib/docker/cli-plugins/docker-compose
            printf '%s\n' '#!/bin/sh' '[ "$DOCKER_HOST" != unix:///dev/null ] || exit 1' 'exec /usr/libexec/docker/cli-plugins/docker-compose "$@"' >$p; chmod 755 $p
            """);
        await deployed.Operator.DeployAsync();
        await deployed.SecondReleaseRunsAsync();

        // An engine that was killed leaves the file by which it was known.
        await probe.OutputOfAsync(
            "mkdir -p /run/systemd/system/docker.service.d && printf '[Service]\\nRestart=no\\n' >/run/systemd/system/docker.service.d/no.conf && systemctl daemon-reload; "
            + "kill -9 $(cat /run/docker.pid); rm /run/docker.sock; sleep 1; test -e /run/docker.pid");
        (await deployed.Operator.RunAsync("PlanDeployment")).Ended(2, "its daemon does not answer", "sudo systemctl start docker");

        Task<string> PreviewAsync(string first) => probe.OutputOfAsync(
            $$"""
            cd /root/ahead; about='app=ahead unit={{deployed.Stack.UnitName}} project=ahead'
            { {{first}}; n=$(stat -c %s upload); echo "$n always token preview $about bytes=$n sha256=$(sha256sum <upload | cut -d ' ' -f 1)"; cat upload; } |
              sh {{probe.Base}}/host.sh serve $about ahead=preview
            """);
    }
}
