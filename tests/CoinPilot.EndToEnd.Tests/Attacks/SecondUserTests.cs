using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Attacks;

/// <summary>Somebody with a login on the host, in no group and without sudo, who reads whatever a user may read.</summary>
public sealed class SecondUserTests(LabFixture fixture)
{
    private const string App = "shared";

    [Fact]
    public async Task Reads_neither_what_was_shipped_nor_its_digest_while_a_container_that_is_not_root_does()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new(App);
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        stack.Services.Remove(stack.Web);
        stack.Other.Shell = "trap 'exit 0' TERM; sleep 100000 & wait";
        stack.Other.Healthcheck = "[ $(cat /run/secrets/pin)$(cat /settings)$(id -u) = 4711loud1000 ]";
        stack.Other.Extra.AddRange(["user: \"1000\"", "secrets: [ pin ]", "configs: [ { source: settings, target: /settings } ]", "env_file: [ ./other.env ]"]);
        stack.Write("pin", "4711");
        stack.Write("settings", "loud");
        stack.Write("other.env", "PASSWORD=0815\n");
        Save();
        // As the other user: every command line and mount, and every name in the folders that all may look into.
        await host.OutputOfAsync("touch /tmp/seen && chmod 600 /tmp/seen", "plain");
        await probe.OutputOfAsync("mv /tmp/seen /home/plain/seen; systemd-run -q --unit=watching -p User=plain sh -c 'while :; do cat /proc/[0-9]*/cmdline /proc/[0-9]*/mountinfo 2>/dev/null | tr \"\\0\" \" \"; ls /tmp /run; done >>/home/plain/seen'");

        await using (var killed = deployer.Start("DeployUnit"))
        {
            await killed.LineAsync("objects are new");
            await killed.KillAsync();
        }

        await deployer.DeployAsync();
        await ReadsNothingAsync();

        // A host as an older program left it, at a deployment that changes nothing and at one that does.
        foreach (var change in (string[])["", "5822"])
        {
            await probe.OutputOfAsync($"chmod 711 /var/lib/coinpilot {probe.Base} {probe.Base}/objects; chmod 755 {probe.Base}/store/*");
            if (change.Length > 0)
            {
                stack.Write("pin", change);
                stack.Other.Healthcheck = stack.Other.Healthcheck.Replace("4711", change, StringComparison.Ordinal);
                Save();
            }

            await deployer.DeployAsync();
            await ReadsNothingAsync();
        }

        // A run that fails leaves nothing with the operator either.
        stack.Write("pin", "6933");
        stack.Other.Shell = TinyStack.CrashLoop;
        Save();
        (await deployer.RunAsync("DeployUnit", "--gate-timeout", "4s")).Ended(20);
        await ReadsNothingAsync();
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(deployer.Root, ".nuke", "temp", "release")));

        // Not by their digests: the test's own command lines are seen as well.
        var digests = (await probe.OutputOfAsync($"ls {probe.Base}/objects; cat {probe.Base}/store/*/pin {probe.Base}/store/*/other.env | sha256sum | cut -d ' ' -f 1")).Split('\n');
        Assert.True(digests.Length > 3, string.Join('\n', digests));
        (await deployer.RunAsync("Remove", "--yes")).Ended(0);
        await probe.OutputOfAsync("systemctl stop watching; grep -aq 'docker compose' /home/plain/seen; grep -aq /run/secrets/pin /home/plain/seen; grep -aq coinpilot /home/plain/seen");
        Assert.Equal("", await probe.OutputOfAsync($"grep -aoE \".{{0,80}}({string.Join("|", digests)})\" /home/plain/seen | sort -u || :"));

        void Save()
        {
            stack.Save();
            stack.Write("compose.yml", File.ReadAllText(stack.ComposeFile) + "secrets: { pin: { file: ./pin } }\nconfigs: { settings: { file: ./settings } }\n");
        }

        async Task ReadsNothingAsync()
        {
            Assert.Equal("700 root", await probe.OutputOfAsync($"stat -c '%a %U' {probe.Base}"));
            // No digest on a command line of ours.
            await probe.OutputOfAsync($"find {probe.Base} /run/coinpilot* -type f >/home/plain/files; grep -q /pin /home/plain/files; chmod 644 /home/plain/files");
            Assert.Equal("", await host.OutputOfAsync("find /var/lib/coinpilot /run/coinpilot* -type f -readable 2>/dev/null; { while read -r file; do cat <$file; done </home/plain/files; } 2>/dev/null || :", "plain"));
        }
    }

    [Fact]
    public async Task Sees_no_digest_in_the_mounts_of_a_container_that_an_older_program_made_and_that_runs_on()
    {
        const string Mounts = "cat /proc/[0-9]*/mountinfo 2>/dev/null | grep -o 'objects/[0-9a-f]*' | sort -u || :";
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new(App);
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        stack.Services.RemoveAll(service => service != stack.Db);
        stack.Save();
        await deployer.DeployAsync();
        Assert.Equal("", await host.OutputOfAsync(Mounts, "plain"));

        // What reaches the host first: a deployment that changes nothing, or one that does.
        foreach (var page in (string[])["page 1", "page 2"])
        {
            await probe.OutputOfAsync($"""
                cd {probe.Base}/objects
                for object in *; do place=$(readlink -f $object); rm $object; mv $place $object; done
                rmdir ../store
                docker restart {App}-db
                """);
            await probe.UntilAsync($"[ \"$(docker inspect -f '{{{{.State.Health.Status}}}}' {App}-db)\" = healthy ] && sleep 3", TimeSpan.FromMinutes(1));
            Assert.StartsWith("objects/", await host.OutputOfAsync(Mounts, "plain"), StringComparison.Ordinal);
            var before = await probe.ContainersAsync();
            stack.SetPage(page);

            if (page == "page 1")
            {
                (await deployer.DeployAsync()).Ended(0, "UNCHANGED");
                Assert.Equal(before["db"], (await probe.ContainersAsync())["db"]);
            }
            else
            {
                (await deployer.RunAsync("UploadUnit")).Ended(0);
            }

            Assert.Equal("page 1", await probe.ServedAsync("db"));
            Assert.Equal("", await host.OutputOfAsync(Mounts, "plain"));
            Assert.Equal("", await probe.OutputOfAsync($"find {probe.Base}/objects -mindepth 1 ! -type l; find -L {probe.Base}/objects -maxdepth 1 -type l"));
            await probe.OutputOfAsync($"docker restart {App}-db");
            Assert.Equal("", await host.OutputOfAsync(Mounts, "plain"));
        }

        // As the power fails before the exchange: a link to itself.
        await probe.OutputOfAsync($"ln -s ../store/aaaaaaaa {probe.Base}/store/aaaaaaaa");
        await deployer.DeployAsync();
        Assert.Equal("page 2", await probe.ServedAsync("db"));
        Assert.Equal("", await probe.OutputOfAsync($"find {probe.Base}/store -maxdepth 1 -type l"));
        Assert.Equal("", await host.OutputOfAsync(Mounts, "plain"));
    }
}
