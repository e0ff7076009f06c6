using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.HostMode;

/// <summary>Checkouts that something is wrong with: said before anything is touched.</summary>
public sealed class CheckoutRefusalTests(LabFixture fixture)
{
    [Fact]
    public async Task Says_what_is_missing_what_differs_and_what_changed_meanwhile()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("hosted");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        HostCheckout checkout = new(host, stack, "/opt/hosted");

        (await deployer.RunAsync("ValidateCompose", checkout.Arguments)).Ended(2, "there is no folder /opt/hosted", "--host-directory");
        (await deployer.RunAsync("ValidateCompose", "--stack-source", "host", "--host-directory", "/etc/hostname")).Ended(2, "/etc/hostname is no folder");
        await checkout.WriteAsync("other.yml", "services: {}\n", "root");
        (await deployer.RunAsync("ValidateCompose", checkout.Arguments)).Ended(2, "there is no Compose file /opt/hosted/compose.yml", "/opt/hosted has other.yml");

        stack.Db.Extra.Add("environment: { API_TOKEN: sesame-on-the-host, TAG: \"${TAG}\" }");
        stack.Save();
        await checkout.PutAsync();
        stack.Db.Extra[^1] = "environment: { API_TOKEN: sesame-here, TAG: \"${TAG}\" }";
        stack.Other.Image = "lab/tiny:1";
        stack.Save();
        (await deployer.RunAsync("RenderUnit", checkout.Arguments)).Ended(
                0, "/opt/hosted is no git checkout that can be read", "differs from", "the host's is deployed", "-    image: lab/tiny:1", "+    image: lab/tiny:2", "API_TOKEN: …")
            .DidNotSay("sesame-on-the-host").DidNotSay("sesame-here");

        await checkout.WriteAsync(".env", "TAG=here\n");
        (await deployer.RunAsync("UploadUnit", checkout.Arguments)).Ended(2, "sudo install -m 600 /opt/hosted/.env /etc/coinpilot/hosted/.env");

        await probe.OutputOfAsync("install -d -m 700 /etc/coinpilot/hosted && install -m 600 /opt/hosted/.env /etc/coinpilot/hosted/.env; mv /usr/bin/git /usr/bin/git.away");
        await checkout.WriteAsync("web/Dockerfile", "FROM lab/tiny:1\nRUN sleep 4\nCOPY index.html /www/\n");
        await using var upload = deployer.Start("UploadUnit", checkout.Arguments);
        await upload.LineAsync("building");
        await checkout.WriteAsync("db/index.html", "page 2\n");
        (await upload.EndAsync()).Ended(30, "git is not installed", "/opt/hosted/db/index.html changed on this host while it was being deployed");
        Assert.Equal("", await probe.OutputOfAsync($"ls {probe.Base}/releases; docker image ls -q coinpilot/hosted/web"));
    }
}
