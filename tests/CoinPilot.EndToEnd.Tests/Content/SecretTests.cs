using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Content;

/// <summary>Values of an env file: where they are, and everywhere that they are not.</summary>
public sealed class SecretTests(LabFixture fixture)
{
    private const string Canary = "canary";

    [Fact]
    public async Task Values_reach_the_containers_and_nothing_else()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("secret");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        var env = Path.Combine(Path.GetDirectoryName(stack.ComposeFile)!, "production.env");
        var report = Path.Combine(Path.GetDirectoryName(stack.ComposeFile)!, "report.json");
        stack.Services.Remove(stack.Web);
        stack.Other.Extra.Add("environment: [ \"TOKEN=${TOKEN}\" ]");
        stack.Save();
        // Every command line that is run there while we are at work.
        await probe.OutputOfAsync("systemd-run -q --unit=watching sh -c 'while :; do cat /proc/[0-9]*/cmdline 2>/dev/null | tr \"\\0\" \" \"; sleep 0.02; done >/root/command-lines'");

        // Shipped: in the release, for root alone, and back with it.
        await File.WriteAllTextAsync(env, $"TOKEN={Canary}-one-1\n", TestContext.Current.CancellationToken);
        Silent(await deployer.DeployAsync("--env-file", env, "--report", report));
        var first = await probe.CurrentAsync();
        Assert.Equal("600 root", await probe.OutputOfAsync($"stat -c '%a %U' {probe.Base}/releases/{first}/.env"));
        await File.WriteAllTextAsync(env, $"TOKEN={Canary}-two-2\n", TestContext.Current.CancellationToken);
        Silent(await deployer.DeployAsync("--env-file", env, "--report", report));
        Assert.Equal($"{Canary}-two-2", await TokenAsync());
        Silent(await deployer.RunAsync("Rollback"));
        Assert.Equal($"{Canary}-one-1", await TokenAsync());

        // Bad values: found here, refused by Compose on the host, and echoed by a build and by a container that fails.
        stack.Other.Extra.Add("ports: [ \"${PORT}:80\" ]");
        stack.Save();
        await File.WriteAllTextAsync(env, $"TOKEN=x\nPORT={Canary}-port-3\n", TestContext.Current.CancellationToken);
        Silent((await deployer.RunAsync("DeployUnit", "--env-file", env)).Ended(2, "'${PORT}' is no port"));
        await HostEnvAsync($"TOKEN={Canary}-four-4\nPORT={Canary}-port-4");
        Silent((await deployer.RunAsync("DeployUnit")).Ended(2, "Compose refuses the release", "${PORT}"));
        stack.Other.Extra.RemoveAt(1);
        stack.Services.Add(stack.Web);
        stack.Write("web/Dockerfile", "FROM lab/tiny:1\nARG TOKEN\nRUN echo the token is $TOKEN; exit 1\n");
        stack.Web.Build = null;
        stack.Web.Image = "secret/web:1";
        stack.Web.Extra.Add("build: { context: ./web, args: [ \"TOKEN=${TOKEN}\" ] }");
        stack.Save();
        Silent((await deployer.RunAsync("DeployUnit")).Ended(1, "the build of web failed"));
        stack.Services.Remove(stack.Web);
        // So do a service's own env file and a secret's file.
        stack.Write("own.env", $"OWN='{Canary}-own-5'\n");
        stack.Write("password.txt", $"{Canary}-file-6\n");
        stack.Other.Extra.AddRange(["env_file: [ own.env ]", "secrets: [ password ]"]);
        stack.Other.Shell = "echo no login with $TOKEN $OWN \"$(cat /run/secrets/password)\"; exit 1";
        stack.Other.Healthcheck = null;
        stack.Save();
        await File.AppendAllTextAsync(stack.ComposeFile, "secrets: { password: { file: ./password.txt } }\n", TestContext.Current.CancellationToken);
        Silent((await deployer.RunAsync("DeployUnit", "--gate-timeout", "4s")).Ended(20, "no login with ${TOKEN} ${OWN} …"));
        Silent(await deployer.RunAsync("StartRehearsal"));

        await probe.OutputOfAsync("systemctl stop watching");
        await probe.OutputOfAsync("grep -aq 'docker compose' /root/command-lines");
        Assert.Equal("", await probe.OutputOfAsync($"grep -ao '{Canary}-[a-z]*-[0-9]' /root/command-lines | sort -u || :"));
        Assert.Equal("", await probe.OutputOfAsync($"journalctl --no-pager -o cat | grep -o '{Canary}-[a-z]*-[0-9].*' || :"));
        // While a health check is being started, runc's description of it is there, with the container's variables.
        Assert.Equal("", await probe.OutputOfAsync($"grep -rl {Canary} /var/lib/coinpilot /etc /run/systemd /run/coinpilot* /tmp | grep -v -e '/[.]env$' -e /store/ -e ^/tmp/runc-process || :"));
        Assert.DoesNotContain(Canary, await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain(
            Directory.EnumerateFiles(deployer.Root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }), // the sources are links
            file => Path.GetExtension(file) is not ".dll" && File.ReadAllText(file).Contains(Canary, StringComparison.Ordinal));

        // What Docker itself writes into the host's journal is root's to read; what we show of it is masked.
        stack.Other.Extra.Add("entrypoint: [ \"${TOKEN}\" ]");
        stack.Save();
        await File.AppendAllTextAsync(stack.ComposeFile, "secrets: { password: { file: ./password.txt } }\n", TestContext.Current.CancellationToken);
        Silent((await deployer.RunAsync("DeployUnit", "--gate-timeout", "4s")).Ended(20, "${TOKEN}"));
        Silent(await deployer.RunAsync("Status"));

        static void Silent(RunOutcome outcome) => outcome.DidNotSay(Canary);

        Task<string> TokenAsync() => probe.OutputOfAsync("docker inspect -f '{{range .Config.Env}}{{println .}}{{end}}' secret-other | sed -n 's/^TOKEN=//p'");

        // From the outside: a command would stand among the command lines.
        async Task HostEnvAsync(string text)
        {
            var folder = Directory.CreateDirectory(Path.Combine(host.Lab.Folder, "root", "etc", "coinpilot", "secret")).FullName;
            await File.WriteAllTextAsync(Path.Combine(folder, ".env"), text + "\n", TestContext.Current.CancellationToken);
            await probe.OutputOfAsync("chmod 600 /etc/coinpilot/secret/.env");
        }
    }
}
