using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.DayTwo;

public sealed class RemoveTests(LabFixture fixture)
{
    // Takes the place of the plugin that is there, whoever runs it.
    private const string Slow = "/usr/local/lib/docker/cli-plugins/docker-compose";

    [Fact]
    public async Task Takes_away_what_was_deployed_even_in_two_goes_and_never_data_or_what_is_anothers()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("gone");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        stack.Db.Extra[0] = "volumes: [ \"./db/index.html:/www/index.html:ro\", \"data:/data\", \"./state:/state\" ]";
        stack.Save();
        stack.Write("compose.yml", await File.ReadAllTextAsync(stack.ComposeFile, TestContext.Current.CancellationToken) + "volumes: { data: {} }\n");
        await deployer.DeployAsync();
        await probe.OutputOfAsync("docker exec gone-db sh -c 'echo kept >/data/kept; echo kept >/state/kept'");
        await NeighbourAsync();

        (await deployer.RunAsync("Remove")).Ended(ExitStatus.BadInput, "gone-db", "gone_data", "--yes", "COINPILOT_YES");
        Assert.Equal("page 1", await probe.ServedAsync("db"));

        stack.SetPage("page 2");
        (await deployer.RunAsync("UploadUnit")).Ended(0);
        (await deployer.RunAsync("ReloadDaemon")).Ended(0);
        (await deployer.RunAsync("Remove", "--yes")).Ended(ExitStatus.Conflict, "not confirmed");
        await probe.OutputOfAsync("systemctl start gone-revert.service");
        Assert.Equal("page 1", await probe.ServedAsync("db"));

        // The power fails when the unit is gone and the containers are not.
        await probe.OutputOfAsync(
            $$$"""
            plugin=$(docker info -f '{{range .ClientInfo.Plugins}}{{if eq .Name "compose"}}{{.Path}}{{end}}{{end}}'); mkdir -p {{{Path.GetDirectoryName(Slow)}}}
            printf '#!/bin/sh\ncase "$*" in *" down "*) touch /root/reached; sleep 100 ;; esac\nexec %s "$@"\n' "$plugin" >{{{Slow}}} && chmod 755 {{{Slow}}}
            """);
        await using (var dying = deployer.Start("Remove", "--yes"))
        {
            await probe.UntilAsync("[ -e /root/reached ]", TimeSpan.FromMinutes(1));
            await host.CutPowerAsync();
            await dying.KillAsync();
        }

        await host.BootAsync();
        await probe.OutputOfAsync($"rm {Slow}; mkdir -p /run/coinpilot-gone.resolved; touch /run/coinpilot-gone.resolved/x.hash /run/coinpilot-gone.reverted");
        Assert.NotEmpty(await probe.ContainersAsync());

        (await deployer.RunAsync("Remove", "--yes")).Ended(0, "volumes: gone_data", "what services wrote: /var/lib/coinpilot/gone/project", "gone is gone from");

        Assert.Empty(await probe.ContainersAsync());
        Assert.Equal(
            "not-found not-found not-found",
            await probe.OutputOfAsync("echo $(systemctl show -P LoadState gone-compose.service gone-guard.service gone-boot.service)"));
        Assert.Equal("", await probe.OutputOfAsync("docker network ls -q --filter label=com.docker.compose.project=gone; docker image ls -q 'coinpilot/gone/*'; ls -d /etc/systemd/system/gone* /etc/systemd/system/*.wants/gone* 2>/dev/null || :"));
        Assert.DoesNotContain("/run/coinpilot-gone.re", await probe.OutputOfAsync("ls -d /run/coinpilot-gone.*"), StringComparison.Ordinal);
        Assert.Equal("journal.jsonl project", await probe.OutputOfAsync($"echo $(ls {probe.Base})"));
        Assert.Equal("true active coinpilot/near/web:1 near", await probe.OutputOfAsync(
            "echo $(docker inspect -f '{{.State.Running}}' near-web) $(systemctl is-active near-compose.service) $(docker image ls --format '{{.Repository}}:{{.Tag}}' 'coinpilot/near/*') $(cat /var/lib/coinpilot/near/releases/file)"));
        (await deployer.RunAsync("Remove", "--yes")).Ended(0, "nothing of gone is on");
        (await deployer.RunAsync("History")).Ended(0, "removed");

        await deployer.DeployAsync();

        Assert.Equal("kept kept", await probe.OutputOfAsync("echo $(docker exec gone-db cat /data/kept /state/kept)"));
        (await deployer.RunAsync("Status")).Ended(0);

        async Task NeighbourAsync() => await probe.OutputOfAsync(
            """
            docker run -d --name near-web --label com.docker.compose.project=near --restart always lab/tiny:1 sleep 100000
            docker tag lab/tiny:1 coinpilot/near/web:1
            install -D /dev/null /var/lib/coinpilot/near/releases/file && echo near >/var/lib/coinpilot/near/releases/file
            printf '[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n' >/etc/systemd/system/near-compose.service
            systemctl daemon-reload; systemctl enable -q --now near-compose.service
            """);
    }
}
