using System.Collections.Immutable;
using System.Text.Json;
using CoinPilot.Harness;
using CoinPilot.Hosts;
using CoinPilot.Lab;
using CoinPilot.Protocol;
using Xunit;

namespace CoinPilot.Agent;

/// <summary>The agent says of a release what the shell program says: the same hashes, differences and names, and never a value.</summary>
public sealed class PreviewParityTests(LabFixture fixture)
{
    private const string App = "parity";
    private const string Secret = "correct-horse-battery-staple";
    private const string NewSecret = "a-wholly-new-battery";

    private static readonly ImmutableArray<string> Passing = ["state.now", "state.diskFreeKib", "state.inodesFree"];

    // Everything that a preview could have changed; the shell program remembers in /run what Compose has said.
    private const string Snapshot =
        "docker ps -aq --no-trunc | xargs -r docker inspect -f '{{.Id}} {{.State.StartedAt}} {{.RestartCount}}'; docker image ls --no-trunc --format '{{.Repository}}:{{.Tag}} {{.ID}}' | sort; "
        + "docker volume ls -q; docker network ls -q; find /etc/systemd /run/systemd/system /var/lib/coinpilot -printf '%p %m %s %T@\\n' | sort; ls -d /run/coinpilot-preview.* 2>/dev/null || :";

    [Fact]
    public async Task Of_a_release_on_a_bare_host_on_one_that_runs_it_and_of_every_sort_of_change()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new(App);
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        await using BothHalves halves = new(host, stack);
        stack.Db.Extra.AddRange(["environment: { API_TOKEN: \"${API_TOKEN}\", SAME: \"5$$\" }", "env_file: [ ./db.env ]", "labels: { \"a.b\": \"<c> & 'd'\" }"]);
        stack.Other.Extra.AddRange(["network_mode: \"service:db\"", "depends_on: [ db ]", "volumes_from: [ db ]"]);
        (stack.Other.Shell, stack.Other.Healthcheck) = ("trap 'exit 0' TERM; sleep 100000 & wait", null);
        stack.Write("db.env", $"DB_PASSWORD={Secret}\n");
        stack.Save();
        await TokenAsync(Secret);
        (await deployer.RunAsync("UploadUnit")).Ended(0);

        // Staged, and nothing else: what the host makes of it without any container.
        var staged = await PayloadAsync(await NewestAsync());
        await probe.OutputOfAsync($"mkdir /root/kept && mv {probe.Base} /root/kept/");
        var bare = await SameAsync(staged);
        Assert.Empty(bare.Hashes); // its env file neither lies there nor travels
        await probe.OutputOfAsync($"mv /root/kept/{App} /var/lib/coinpilot/");
        bare = await SameAsync(staged);
        Assert.Equal(["db", "other", "web"], bare.Hashes.Keys.Order());
        Assert.Equal("none", bare.CurrentHashes.IsEmpty ? "none" : "some");
        Assert.Equal(["other"], bare.Opaque);

        await deployer.DeployAsync();
        var current = await probe.CurrentAsync();
        var unchanged = await SameAsync(await PayloadAsync(current), repair: true);
        Assert.Empty(unchanged.Differences);
        Assert.Empty(unchanged.Environment);
        Assert.Empty(unchanged.CurrentFiles);
        var containers = await probe.OutputOfAsync($"docker ps -aq --filter label=com.docker.compose.project={App} | xargs docker inspect -f '{{{{index .Config.Labels \"com.docker.compose.service\"}}}} {{{{index .Config.Labels \"com.docker.compose.config-hash\"}}}}'");
        Assert.Equal(unchanged.Hashes.Where(pair => pair.Key != "other").Select(pair => $"{pair.Key} {pair.Value}").Order(), containers.Split('\n').Where(line => !line.StartsWith("other", StringComparison.Ordinal)).Order());

        await TokenAsync(NewSecret);
        Assert.Equal([new ConfigDifference("db", '~', "API_TOKEN")], (await SameAsync(await PayloadAsync(current))).Environment);
        await TokenAsync(Secret);

        // Another image, another service, another env file that travels, and what is no difference to Compose.
        stack.Other.Image = "lab/tiny:1";
        stack.Db.Extra[1] = "environment: { API_TOKEN: \"${API_TOKEN}\", SAME: \"5$$\", ADDED: \"1\" }";
        stack.Services.Remove(stack.Web);
        stack.Services.Add(new("late") { Image = "lab/none:1" });
        stack.Write("db.env", $"DB_PASSWORD={NewSecret}\n");
        stack.SetPage("page 2");
        stack.Write("compose.yml", "# another\n" + await ComposeAsync(stack));
        await probe.OutputOfAsync("docker tag lab/tiny:1 lab/none:1");
        (await deployer.RunAsync("UploadUnit")).Ended(0);
        await probe.OutputOfAsync("docker rmi lab/none:1");
        var next = await NewestAsync();
        var travelling = await PayloadAsync(next, "env=$(sed -n 's/.*path: .*objects\\/\\([0-9a-f]*\\)\\/db.env.*/\\1/p' release/compose.release.yml); mkdir objects; tar -C $(readlink -f $B/objects/$env) -cf objects/$env.tar db.env; mkdir -p /root/away; mv $B/objects/$env /root/away/");
        var changed = await SameAsync(travelling);
        Assert.Contains(changed.Differences, difference => difference is { Service: "other", Path: "image", Sign: '~' });
        Assert.Contains(changed.Differences, difference => difference.Shipped is not null);
        Assert.Equal(["db + ADDED", "db ~ DB_PASSWORD"], changed.Environment.Select(one => $"{one.Service} {one.Sign} {one.Path}").Order(StringComparer.Ordinal));
        Assert.Null(changed.HostImages["lab/none:1"]);
        Assert.Equal(["compose.release.yml", "compose.yml"], changed.CurrentFiles.Keys.Order(StringComparer.Ordinal));
        await probe.OutputOfAsync($"mv /root/away/* {probe.Base}/objects/");

        // Refused: by Compose, which quotes what it does not like, and by what is no name of an image.
        Assert.Contains("bogus", (await SameAsync(await PayloadAsync(next, "echo 'bogus: 1' >>release/compose.yml"))).Refusal, StringComparison.Ordinal);
        await probe.OutputOfAsync($"printf 'API_TOKEN=\"{Secret}\\n' >/etc/coinpilot/{App}/.env");
        Assert.NotNull((await SameAsync(await PayloadAsync(next))).Refusal);
        await TokenAsync(Secret);
        var named = await SameAsync(await PayloadAsync(current, "sed -i 's/image: lab.tiny:2/image: \"$$(id)\"/' release/compose.yml"));
        Assert.Contains("the image of the service other is no name of an image", named.Refusal, StringComparison.Ordinal);

        // A stage that pulls, or died: said, and repaired where that is asked for.
        await probe.OutputOfAsync($"echo \"lab/tiny:2 $(docker image inspect -f '{{{{.Id}}}}' lab/tiny:2) {current} {App}\" >{probe.Base}/stage.tags");
        Assert.Equal(["lab/tiny:2"], (await SameAsync(await PayloadAsync(current))).MovedNames);
        Assert.Empty((await SameAsync(await PayloadAsync(current), repair: true, snapshot: false)).MovedNames);
        Assert.Null(await probe.FileAsync($"{probe.Base}/stage.tags"));

        stack.SetPage("page 3");
        stack.Services.RemoveAt(stack.Services.Count - 1);
        stack.Save();
        (await deployer.RunAsync("UploadUnit")).Ended(0);
        (await deployer.RunAsync("ReloadDaemon")).Ended(0);
        Assert.Empty((await SameAsync(await PayloadAsync(await probe.CurrentAsync()))).Differences);
        (await deployer.RunAsync("RevertOnFailure")).Ended(0);

        await probe.OutputOfAsync($"mv /etc/coinpilot/{App}/.env /root/");
        Assert.Empty((await SameAsync(await PayloadAsync(next))).Hashes);
        await probe.OutputOfAsync($"mv /root/.env /etc/coinpilot/{App}/; systemctl stop docker.socket docker.service");
        Assert.Empty((await SameAsync(await PayloadAsync(next), snapshot: false, but: [.. Passing, "state.imageNames"])).HostImages);

        async Task<HostPreview> SameAsync(byte[] payload, bool repair = false, bool snapshot = true, ImmutableArray<string> but = default)
        {
            var before = snapshot ? await probe.OutputOfAsync(Snapshot) : "";
            var answer = await halves.SayTheSameAsync(new PreviewRequest([$"{App}-db"], repair), payload, but.IsDefault ? Passing : but);
            Assert.Equal(before, snapshot ? await probe.OutputOfAsync(Snapshot) : "");
            var told = JsonSerializer.Serialize(answer, ProtocolJson.Default.PreviewAnswer);
            Assert.DoesNotContain(Secret, told, StringComparison.Ordinal);
            Assert.DoesNotContain(NewSecret, told, StringComparison.Ordinal);
            return answer.Preview;
        }

        Task<string> NewestAsync() => probe.OutputOfAsync($"ls {probe.Base}/releases | tail -n 1");

        async Task<byte[]> PayloadAsync(string release, string edit = ":") => Convert.FromBase64String(await probe.OutputOfAsync(
            $"set -e; B={probe.Base}; d=$(mktemp -d); cd $d; cp -a $B/releases/{release} release; rm -f release/host.sh release/confirmed; {edit}; tar -cf - -- * | base64 -w0; rm -rf $d"));

        Task TokenAsync(string value) => probe.OutputOfAsync($"install -d -m 700 /etc/coinpilot/{App} && printf 'API_TOKEN={value}\\n' | install -m 600 /dev/stdin /etc/coinpilot/{App}/.env");
    }

    private static async Task<string> ComposeAsync(TinyStack stack)
    {
        stack.Save();
        return await File.ReadAllTextAsync(stack.ComposeFile, TestContext.Current.CancellationToken);
    }
}
