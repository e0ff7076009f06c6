using CliWrap;
using CliWrap.Buffered;
using CoinPilot.Harness;
using CoinPilot.Lab;
using CoinPilot.Scripts;
using Xunit;

namespace CoinPilot.Upgrades;

/// <summary>A host that the last client with the shell program deployed to: today's shows it, deploys to it and goes back (D019).</summary>
public sealed class ShellHostTests(LabFixture fixture) : IDisposable
{
    // The last commit whose host's half is the shell program.
    private const string LastShell = "d3bb0bb8b06d9dd6010271882f38c6527c4db47f";

    private readonly DirectoryInfo old = Directory.CreateTempSubdirectory("coinpilot-shell-");

    public void Dispose() => old.Delete(recursive: true);

    [Fact]
    [Trait("pace", "long")]
    public async Task Is_shown_planned_deployed_to_and_rolled_back()
    {
        await BuildOldClientAsync();
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("upgraded");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        stack.Save();
        var deployed = await Cli.Wrap(ProcessRun.DotNet)
            .WithArguments([Directory.EnumerateFiles(old.FullName, "_build.offline.dll", SearchOption.AllDirectories).First(file => file.Contains("/bin/", StringComparison.Ordinal)), "DeployUnit", .. deployer.Defaults])
            .WithWorkingDirectory(old.FullName).WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        Assert.True(deployed.ExitCode == 0, deployed.StandardOutput + deployed.StandardError);
        var first = await probe.CurrentAsync();
        Assert.NotNull(await probe.FileAsync($"{probe.Base}/host.sh"));

        (await deployer.RunAsync("Status")).Ended(0, "everything is as released", first);
        (await deployer.RunAsync("History")).Ended(0, first, "deployed");
        (await deployer.RunAsync("StartRehearsal")).Ended(0, "would start");
        stack.SetPage("page 2");
        (await deployer.RunAsync("PlanDeployment")).Ended(ExitStatus.ChangesPending);
        await deployer.DeployAsync();
        Assert.Equal("page 2", await probe.ServedAsync("db"));

        (await deployer.RunAsync("Rollback")).Ended(0, $"ROLLED BACK TO {first}");

        Assert.Equal("page 1", await probe.ServedAsync("db"));
        Assert.Equal("active", await probe.OutputOfAsync($"systemctl restart {stack.UnitName}; systemctl is-active {stack.UnitName}"));
        (await deployer.RunAsync("Status")).Ended(ExitStatus.Degraded, "the next confirmed deployment ends it");
    }

    private async Task BuildOldClientAsync()
    {
        var root = CommandLine.ProjectRoot.Find();
        var known = await Cli.Wrap("git").WithArguments(["-C", root, "cat-file", "-e", LastShell]).WithValidation(CommandResultValidation.None).ExecuteAsync(TestContext.Current.CancellationToken);
        Assert.SkipUnless(known.ExitCode == 0, $"the history of this checkout does not reach back to {LastShell}");
        await (Cli.Wrap("git").WithArguments(["-C", root, "archive", LastShell]) | Cli.Wrap("tar").WithArguments(["-x", "-C", old.FullName])).ExecuteAsync(TestContext.Current.CancellationToken);
        await Cli.Wrap(ProcessRun.DotNet)
            .WithArguments(["build", Path.Combine(old.FullName, "build", "offline-engine", "_build.offline.csproj"), "-v", "q", "--nologo"])
            .ExecuteAsync(TestContext.Current.CancellationToken);
    }
}
