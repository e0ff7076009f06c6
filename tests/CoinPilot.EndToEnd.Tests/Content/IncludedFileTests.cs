using System.Text.Json.Nodes;
using CoinPilot.Harness;
using CoinPilot.Hosts;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Content;

/// <summary>Compose files that come in by extends and include, with the files that they name in turn.</summary>
public sealed class IncludedFileTests(LabFixture fixture)
{
    private const string Project = """
        include:
          - path: ../monitoring/compose.yml
            project_directory: ../monitoring
            env_file: ../monitoring/values.env
          - ./tools/compose.yml
        services:
          db:
            extends: { file: ../common/base.yml, service: base }
            container_name: included-db
            label_file: ./db.labels
            volumes: [ "./state:/state" ]
        """;

    private const string Base = """
        services:
          base:
            image: lab/tiny:1
            command: [ "sh", "-c", "trap 'exit 0' TERM; httpd -f -p 80 -h /www & wait" ]
            restart: unless-stopped
            env_file: ./base.env
            volumes: [ "./index.html:/www/index.html:ro" ]
        """;

    private const string Monitoring = """
        services:
          web:
            build: { context: ./web, args: { A: "${VALUE}" } }
            container_name: included-web
            command: [ "sh", "-c", "trap 'exit 0' TERM; httpd -f -p 80 -h /www & wait" ]
            restart: unless-stopped
            configs: [ note ]
        configs: { note: { file: ./note.txt } }
        """;

    private const string Tools = """
        services:
          other:
            image: lab/tiny:2
            container_name: included-other
            command: [ "sh", "-c", "trap 'exit 0' TERM; httpd -f -p 80 -h /www & wait" ]
            restart: unless-stopped
            volumes: [ "./data:/data" ]
        """;

    [Fact]
    [Trait("pace", "long")]
    public async Task Are_found_on_the_host_and_mean_what_they_mean_in_the_source_tree()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using var stack = Stack();
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        HostCheckout source = new(host, stack, "/opt/source");
        string[] files = ["--compose-files", Path.Combine(Path.GetDirectoryName(stack.ComposeFile)!, "deploy", "compose.yml")];
        await source.PutAsync();
        Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(stack.ComposeFile)!, ".git")); // what lies outside of a checkout does not travel
        await probe.OutputOfAsync("install -d -m 700 /etc/coinpilot/included && install -m 600 /dev/null /etc/coinpilot/included/.env");

        await deployer.DeployAsync(files);
        var first = await probe.CurrentAsync();
        Assert.Equal("page 1", await probe.ServedAsync("db"));
        Assert.Equal("built 1", await probe.ServedAsync("web"));
        Assert.Equal("written", await probe.OutputOfAsync($"docker exec included-db sh -c 'echo written >/state/it' && cat {probe.Base}/project/state/it"));
        var release = $"{probe.Base}/releases/{first}";
        await probe.OutputOfAsync($"cd {release}/files && for f in deploy/compose.yml deploy/tools/compose.yml deploy/db.labels common/base.yml monitoring/compose.yml monitoring/values.env; do cmp $f {source.Folder}/$f; done");
        await probe.OutputOfAsync($"mkdir -p {source.Folder}/deploy/state {source.Folder}/deploy/tools/data");
        Assert.Equal(
            await ConfigAsync(probe, $"{source.Folder}/deploy", $"{source.Folder}/deploy/compose.yml"),
            await ConfigAsync(probe, $"{release}/files/deploy", $"{release}/files/deploy/compose.yml:{release}/compose.release.yml"));

        (await deployer.DeployAsync(files)).Said("UNCHANGED");

        // The same from a folder on the host.
        (await deployer.RunAsync("UploadUnit", [.. files, "--stack-source", "host", "--host-directory", $"{source.Folder}/deploy"])).Ended(0);
        await probe.OutputOfAsync($"cd {probe.Base}/releases/$(ls {probe.Base}/releases | tail -n 1) && cmp files/common/base.yml {source.Folder}/common/base.yml && grep -q '{source.Folder}/monitoring/web\"' compose.release.yml && grep -q '{source.Folder}/common/base.yml' checkout");

        var before = await probe.ContainersAsync();
        stack.Write("common/index.html", "page 2\n");
        await deployer.DeployAsync(files);
        var after = await probe.ContainersAsync();
        Assert.Equal("page 2", await probe.ServedAsync("db"));
        Assert.Equal(before["web"], after["web"]);
        Assert.Equal(before["other"], after["other"]);
        Assert.Equal("written", await probe.OutputOfAsync("docker exec included-db cat /state/it"));
        (await deployer.RunAsync("Status")).Ended(0);

        await host.RebootAsync();
        await probe.UntilAsync($"[ $(systemctl is-active {stack.UnitName}) = active ]", TimeSpan.FromMinutes(3));
        (await deployer.RunAsync("Rollback")).Ended(0, $"ROLLED BACK TO {first}");
        Assert.Equal("page 1", await probe.ServedAsync("db"));
        Assert.Equal(after["other"].Id, (await probe.ContainersAsync())["other"].Id);
    }

    private static TinyStack Stack()
    {
        TinyStack stack = new("included");
        stack.Write("deploy/compose.yml", Project);
        stack.Write("deploy/db.labels", "from.file=1\n");
        stack.Write("deploy/tools/compose.yml", Tools);
        stack.Write("common/base.yml", Base);
        stack.Write("common/base.env", "A=1\n");
        stack.Write("common/index.html", "page 1\n");
        stack.Write("monitoring/compose.yml", Monitoring);
        stack.Write("monitoring/values.env", "VALUE=v1\n");
        stack.Write("monitoring/note.txt", "note\n");
        stack.Write("monitoring/web/index.html", "built 1\n");
        stack.Write("monitoring/web/Dockerfile", "FROM lab/tiny:1\nARG A\nCOPY index.html /www/index.html\n");
        return stack;
    }

    private static async Task<string> ConfigAsync(HostProbe probe, string directory, string files)
    {
        var text = await probe.OutputOfAsync($"cd / && COMPOSE_FILE={ShellWord.Quote(files)} docker compose --project-name included --project-directory {directory} --env-file /dev/null config --format json");
        var node = JsonNode.Parse(text)!;
        ComposeConfig.Normalise(node, "/opt/source", probe.Base);
        return node.ToJsonString(new() { WriteIndented = true });
    }
}
