using System.Text.Json.Nodes;
using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Content;

/// <summary>compose.release.yml changes where files come from, and nothing else that Compose does.</summary>
public sealed class OverrideTests(LabFixture fixture)
{
    [Fact]
    [Trait("pace", "long")]
    public async Task Compose_reads_the_same_project_with_and_without_it_apart_from_sources()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using var stack = Stack();
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        (await deployer.RunAsync("UploadUnit")).Ended(0);
        var release = await probe.OutputOfAsync($"ls -d {probe.Base}/releases/*");
        await probe.OutputOfAsync($"mkdir -p {probe.Base}/project/db {probe.Base}/project/web && cd {probe.Base}/project && echo A=1 >other.env && touch db/index.html page.txt word.txt");

        var without = await ConfigAsync(probe, release, "-f compose.yml");
        var with = await ConfigAsync(probe, release, "-f compose.yml -f compose.release.yml");

        Assert.Equal(without.ToJsonString(new() { WriteIndented = true }), with.ToJsonString(new() { WriteIndented = true }));
    }

    private static TinyStack Stack()
    {
        TinyStack stack = new("override");
        stack.Db.Extra.Clear();
        stack.Db.Extra.AddRange(
        [
            "volumes: [ \"./db/index.html:/www/index.html:ro\", \"./state:/state\", { type: bind, source: ./page.txt, target: /page, read_only: true, bind: { propagation: rprivate } } ]",
            "configs: [ { source: page, target: /config, mode: 0440 } ]",
            "secrets: [ word ]",
            "labels: { mine: \"1\" }",
        ]);
        stack.Web.Build = "{ context: ./web, args: { A: \"1\" }, target: last }";
        stack.Other.Extra.Add("env_file: [ { path: ./other.env, required: true } ]");
        stack.Other.Extra.Add("environment: { B: \"2\" }");
        stack.Write("web/Dockerfile", "FROM lab/tiny:1 AS last\nARG A\nCOPY index.html /www/\n");
        stack.Write("page.txt", "page\n");
        stack.Write("word.txt", "word\n");
        stack.Write("other.env", "A=1\n");
        stack.Save();
        File.AppendAllText(stack.ComposeFile, "configs: { page: { file: ./page.txt } }\nsecrets: { word: { file: ./word.txt } }\n");
        return stack;
    }

    private static async Task<JsonNode> ConfigAsync(HostProbe probe, string release, string files)
    {
        var text = await probe.OutputOfAsync($"cd {release} && docker compose --project-name override --project-directory {probe.Base}/project --env-file /dev/null {files} config --format json");
        var node = JsonNode.Parse(text)!;
        ComposeConfig.Normalise(node, probe.Base);
        return node;
    }
}
