using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Boots;

/// <summary>What the refresh of a boot brings passes the release's gate, or goes back.</summary>
public sealed class BootGateTests(LabFixture fixture)
{
    [Fact]
    [Trait("pace", "long")]
    public async Task A_bad_image_that_a_boot_brings_goes_back_to_the_confirmed_one_by_itself()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("badboot");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        var first = await DeployAsync(host, stack, deployer, probe);
        Assert.Equal("enabled", await probe.EnabledAsync("badboot-boot.service"));
        await using HookReceiver hook = new(HookReceiver.AddressFor(host));
        await probe.OutputOfAsync(
            $$"""
            mkdir -p -m 700 /etc/coinpilot/badboot
            printf '%s' '{ "format": 1, "receivers": [ { "kind": "json", "url": "{{hook.Url}}", "secret": "a-key-for-signatures-0123456789" } ] }' >/etc/coinpilot/badboot/notify.json && chmod 600 /etc/coinpilot/badboot/notify.json
            """);

        // A boot that can fetch nothing starts what is there, and says what it could not do.
        await host.SetRegistryAsync(RegistryMode.Refuse);
        await host.RebootAsync();
        await probe.UntilAsync($"systemctl is-active {stack.UnitName}", TimeSpan.FromMinutes(3));
        await hook.MessageAsync("refresh-failed", TimeSpan.FromMinutes(2));
        await host.SetRegistryAsync(RegistryMode.Up);

        // One file, and no shell that could serve anything.
        await PublishAsync(host, probe, "echo broken >/root/broken && tar -C /root -c broken | docker import - {0} >/dev/null");
        await host.RebootAsync();

        await WentBackAsync(probe, "tiny 1");
        (await deployer.RunAsync("Status")).Ended(11, "on hold: the boot of");
        Assert.Contains("other", (await hook.MessageAsync("boot-fallback", TimeSpan.FromMinutes(2))).Body, StringComparison.Ordinal);
        (await deployer.RunAsync("History")).Ended(0, "boot fallback", "other brought");
        Assert.Contains("services='other'", await probe.FileAsync($"{probe.Base}/boot-fallback") ?? "", StringComparison.Ordinal);

        // The hold keeps the next boot from it.
        await host.RebootAsync();
        await probe.UntilAsync($"systemctl is-active {stack.UnitName}", TimeSpan.FromMinutes(3));
        Assert.Equal("tiny 1", await probe.ServedAsync("other"));
        Assert.Equal(first, await probe.CurrentAsync());

        // A confirmed deployment ends it.
        await PublishAsync(host, probe, "docker tag lab/tiny:2 {0}");
        await deployer.DeployAsync("--force");
        Assert.Null(await probe.FileAsync(probe.HoldFile));
        Assert.Null(await probe.FileAsync($"{probe.Base}/boot-fallback"));
        Assert.Equal("tiny 2", await probe.ServedAsync("other"));
    }

    [Fact]
    [Trait("pace", "long")]
    public async Task A_good_image_is_proven_and_one_for_another_architecture_goes_back_to_it()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("armboot");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        await DeployAsync(host, stack, deployer, probe);

        await PublishAsync(host, probe, "docker tag lab/tiny:2 {0}");
        await host.RebootAsync();
        await probe.UntilAsync("[ \"$(docker image inspect -f '{{.Id}}' coinpilot/armboot/other:proven)\" = \"$(docker image inspect -f '{{.Id}}' lab/tiny:2)\" ]", TimeSpan.FromMinutes(4));
        Assert.Equal("tiny 2", await probe.ServedAsync("other"));
        Assert.Null(await probe.FileAsync(probe.HoldFile));
        (await deployer.RunAsync("History")).Ended(0, "proven what it brought");

        // The same files, so that it would even run.
        await PublishAsync(host, probe, "id=$(docker create lab/tiny:1) && docker export $id | docker import --platform linux/arm64 - {0} >/dev/null && docker rm $id >/dev/null");
        await host.RebootAsync();

        await WentBackAsync(probe, "tiny 2");
        (await deployer.RunAsync("History")).Ended(0, "boot fallback", "of another architecture");
        Assert.Contains("foreign='yes'", await probe.FileAsync($"{probe.Base}/boot-fallback") ?? "", StringComparison.Ordinal);
    }

    private static async Task<string> DeployAsync(TestHost host, TinyStack stack, Deployer deployer, HostProbe probe)
    {
        stack.Other.Image = "lab/boot:1";
        stack.Save();
        await PublishAsync(host, probe, "docker tag lab/tiny:1 {0}");
        await deployer.DeployAsync();
        Assert.Equal("tiny 1", await probe.ServedAsync("other"));
        return await probe.CurrentAsync();
    }

    // Somebody pushes another image under the name that the stack uses; the host itself keeps what it has.
    private static async Task PublishAsync(TestHost host, HostProbe probe, string make)
    {
        var name = $"{host.Lab.Registry}/lab/boot:1";
        await probe.OutputOfAsync($"{make.Replace("{0}", name, StringComparison.Ordinal)} && docker push -q {name} && docker rmi {name}");
    }

    private static async Task WentBackAsync(HostProbe probe, string page)
    {
        await probe.UntilAsync($"[ -e {probe.HoldFile} ]", TimeSpan.FromMinutes(6));
        await probe.UntilAsync($"grep -q '\"verb\":\"fallback\",\"phase\":\"done\"' {probe.Base}/journal.jsonl", TimeSpan.FromMinutes(4));
        await probe.UntilAllRunAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(page, await probe.ServedAsync("other"));
        Assert.Equal("active", await probe.UnitAsync("ActiveState"));
    }
}
