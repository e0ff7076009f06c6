using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Content;

/// <summary>Files that a service uses in other ways than a mount: a change reaches exactly the services that use them.</summary>
public sealed class FileTests(LabFixture fixture)
{
    private const string Files = """
        configs:
          page: { file: ./page.txt }
        secrets:
          word: { file: ./word.txt }
        """;

    [Fact]
    [Trait("pace", "long")]
    public async Task A_changed_config_secret_or_env_file_recreates_just_its_users()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using var stack = Stack();
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        await deployer.DeployAsync();
        Assert.Equal(["config 1", "built 1 secret 1", "env 1"], await ServedAsync(probe));

        var before = await probe.ContainersAsync();
        stack.Write("page.txt", "config 2\n");
        await deployer.DeployAsync();
        Assert.Equal(["db"], await RecreatedAsync(probe, before));

        before = await probe.ContainersAsync();
        stack.Write("word.txt", "secret 2\n");
        await deployer.DeployAsync();
        Assert.Equal(["web"], await RecreatedAsync(probe, before));

        before = await probe.ContainersAsync();
        stack.Write("other.env", "GREETING=env 2\n");
        await deployer.DeployAsync();
        Assert.Equal(["other"], await RecreatedAsync(probe, before));

        Assert.Equal(["config 2", "built 1 secret 2", "env 2"], await ServedAsync(probe));
        (await deployer.RunAsync("Rollback")).Ended(0);
        Assert.Equal(["config 2", "built 1 secret 2", "env 1"], await ServedAsync(probe));
    }

    private static TinyStack Stack()
    {
        TinyStack stack = new("files");
        stack.Db.Extra.Clear();
        stack.Db.Extra.Add("configs: [ { source: page, target: /www/index.html } ]");
        stack.Web.DependsOnHealthy = null;
        stack.Web.Extra.Add("secrets: [ word ]");
        stack.Web.Shell = "echo $(cat /www/index.html /run/secrets/word) >/www/now; mv /www/now /www/index.html; " + TinyStack.Serve;
        stack.Other.Extra.Add("env_file: [ ./other.env ]");
        stack.Other.Shell = "echo $GREETING >/www/index.html; " + TinyStack.Serve;
        stack.Write("page.txt", "config 1\n");
        stack.Write("word.txt", "secret 1\n");
        stack.Write("other.env", "GREETING=env 1\n");
        stack.Save();
        File.AppendAllText(stack.ComposeFile, Files + "\n");
        return stack;
    }

    private static async Task<string[]> ServedAsync(HostProbe probe) =>
        [await probe.ServedAsync("db"), await probe.ServedAsync("web"), await probe.ServedAsync("other")];

    private static async Task<string[]> RecreatedAsync(HostProbe probe, IReadOnlyDictionary<string, SeenContainer> before) =>
        [.. (await probe.ContainersAsync()).Where(x => x.Value != before[x.Key]).Select(x => x.Key).Order(StringComparer.Ordinal)];
}
