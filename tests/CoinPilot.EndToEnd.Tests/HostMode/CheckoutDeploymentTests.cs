using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.HostMode;

/// <summary>A stack that is a git checkout on the host, from its first deployment to the way back.</summary>
public sealed class CheckoutDeploymentTests(LabFixture fixture)
{
    private static readonly TimeSpan Boot = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Is_built_there_recreated_by_what_changed_and_rolled_back_by_its_images()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("checkout");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        HostCheckout checkout = new(host, stack, "/opt/coin-pilot/deploy");
        stack.Write("web/.dockerignore", "*.log\n");
        await checkout.PutAsync();
        var commit = await checkout.CommitAsync();

        (await deployer.DeployAsync(checkout.Arguments)).Said($"{checkout.Folder} is at commit {commit[..12]}, with nothing changed", "is the same as the one here");
        var first = await probe.CurrentAsync();
        var release = $"{probe.Base}/releases/{first}";
        Assert.Equal("page 1", await probe.ServedAsync("db"));
        Assert.Equal("built 1", await probe.ServedAsync("web"));
        await probe.OutputOfAsync($"cmp {checkout.Folder}/compose.yml {release}/compose.yml && grep -q {commit} {release}/manifest.json && grep -q '{checkout.Folder}/web\"' {release}/compose.release.yml");
        Assert.Equal("", await probe.OutputOfAsync($"ls {probe.Base}/objects"));

        // What .dockerignore leaves out is no part of the image.
        await checkout.WriteAsync("web/build.log", "noise\n");
        (await deployer.DeployAsync(checkout.Arguments)).Said("UNCHANGED", "?? ");

        var before = await probe.ContainersAsync();
        await checkout.WriteAsync("db/index.html", "page 2\n");
        await checkout.WriteAsync("web/index.html", "built 2\n");
        (await deployer.DeployAsync(checkout.Arguments)).Said("differs from it in 3 files", "M db/index.html");
        var second = await probe.CurrentAsync();
        var after = await probe.ContainersAsync();
        Assert.Equal("page 2", await probe.ServedAsync("db"));
        Assert.Equal("built 2", await probe.ServedAsync("web"));
        Assert.NotEqual(before["db"].Id, after["db"].Id);
        Assert.Equal(before["other"], after["other"]);

        // As the operator's own unit did: a boot builds what lies in the checkout.
        await checkout.WriteAsync("web/index.html", "built 3\n");
        await host.RebootAsync();
        await probe.UntilAsync($"[ $(systemctl is-active {stack.UnitName}) = active ]", Boot);
        Assert.Equal("built 3", await probe.ServedAsync("web"));
        (await deployer.RunAsync("Status")).Ended(ExitStatus.Degraded, $"the checkout {checkout.Folder} is not what the release was made from", "web runs another image");

        (await deployer.RunAsync("Rollback")).Ended(
            0, $"ROLLED BACK TO {first}", $"configuration in {checkout.Folder} is not rolled back: one path is not what {first} was made with: {checkout.Folder}/db/index.html", "nothing is built");
        Assert.Equal("built 1", await probe.ServedAsync("web"));
        Assert.Equal("page 2", await probe.ServedAsync("db"));

        stack.Other.Shell = TinyStack.CrashLoop;
        stack.Save();
        await checkout.WriteAsync("compose.yml", File.ReadAllText(stack.ComposeFile));
        (await deployer.RunAsync("DeployUnit", [.. checkout.Arguments, "--gate-timeout", "10s"])).Ended(
            20, $"FAILED, ROLLED BACK TO {first}", $"configuration in the checkout is not rolled back; it is not what {first} was made with: {checkout.Folder}/db/index.html");
        Assert.Equal("built 1", await probe.ServedAsync("web"));
        await probe.NothingIsPendingAsync();

        // The checkout is no longer what that image was built from.
        await probe.OutputOfAsync($"docker rmi coinpilot/checkout/web:{second}");
        (await deployer.RunAsync("Rollback", "--release", second)).Ended(2, "it was built from a checkout", "not touched");
    }
}
