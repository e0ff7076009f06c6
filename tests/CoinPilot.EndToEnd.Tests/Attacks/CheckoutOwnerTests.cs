using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Attacks;

/// <summary>The owner of a checkout on the host, who puts into it what root would read, or wait for, in their place.</summary>
public sealed class CheckoutOwnerTests(LabFixture fixture)
{
    private const string Canary = "only-root-may-read-this";

    [Fact]
    public async Task Gets_no_file_of_root_printed_keeps_nobody_waiting_and_finds_nothing_in_tmp()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("hosted");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        HostCheckout checkout = new(host, stack, "/opt/hosted");
        await probe.OutputOfAsync($"install -d -m 700 /root/keys && printf 'services: [\n  {Canary}\n' | install -m 600 /dev/stdin /root/keys/compose.yml; cp /root/keys/compose.yml /root/keys/secret.env");
        stack.Db.Extra.Add("env_file: [ ./keys/secret.env ]");
        stack.Save();
        await checkout.PutAsync();
        var compose = $"{checkout.Folder}/compose.yml";
        await host.OutputOfAsync($"mv {compose} {checkout.Folder}/good.yml");

        // In the place of a Compose file: a link to a file of root, one that no read ends, and one that never begins.
        await RefusedAsync($"ln -s /root/keys/compose.yml {compose}", "can't be read with the rights of the user", "→");
        await RefusedAsync($"ln -s /dev/zero {compose}", "there is no Compose file");
        await RefusedAsync($"mkfifo {compose}", "there is no Compose file");
        await RefusedAsync($"truncate -s 4T {compose}", "4 MiB");

        // Further in: a folder on the way to a file is a link.
        await RefusedAsync($"ln -s /root/keys {checkout.Folder}/keys; cp {checkout.Folder}/good.yml {compose}", "can't be read with the rights of the user");

        // As many rules as would be held against each file for minutes; then a pipe in the folder that is built from.
        await RefusedAsync($"rm {checkout.Folder}/keys; mkdir {checkout.Folder}/keys; echo A=1 >{checkout.Folder}/keys/secret.env; cp {checkout.Folder}/good.yml {compose}; seq 2000 | sed 's/.*/**&**a**/' >{checkout.Folder}/web/.dockerignore", "rules");
        await host.OutputOfAsync($"rm {checkout.Folder}/web/.dockerignore; mkfifo {checkout.Folder}/web/pipe; cp {checkout.Folder}/good.yml {compose}; cd {checkout.Folder} && git init -q && git config core.fsmonitor 'touch /tmp/pwned' && git config filter.x.clean 'id -u >/tmp/filtered; cat' && echo '* filter=x' >.gitattributes");
        (await deployer.RunAsync("RenderUnit", checkout.Arguments)).Ended(0);

        // A checkout of root's whose settings others write; git looks into files that have changed.
        await checkout.CommitAsync();
        foreach (var (owner, runs) in ((string, string)[])[("deploy", "1000"), ("root", "")])
        {
            await probe.OutputOfAsync($"chown -R {owner} {checkout.Folder}; chmod 666 {checkout.Folder}/.git/config; touch {checkout.Folder}/web/index.html; rm -f /tmp/filtered /tmp/pwned");
            (await deployer.RunAsync("RenderUnit", checkout.Arguments)).Ended(0);
            Assert.Equal(runs, await probe.OutputOfAsync("cat /tmp/filtered /tmp/pwned 2>/dev/null || :"));
        }

        // Nothing of root's is made where others may put something in its way.
        await probe.OutputOfAsync("mount -t tmpfs -o ro none /tmp");
        (await deployer.RunAsync("RenderUnit", checkout.Arguments)).Ended(0).DidNotSay("mktemp");
        (await deployer.RunAsync("PlanDeployment", checkout.Arguments)).Ended(10).DidNotSay("mktemp");

        async Task RefusedAsync(string change, params string[] words)
        {
            await host.OutputOfAsync($"rm -f {compose}; {change}");
            var refused = (await deployer.RunAsync("RenderUnit", checkout.Arguments)).Ended(ExitStatus.BadInput, words).DidNotSay(Canary);
            Assert.True(refused.Took < TimeSpan.FromMinutes(2), refused.Output);
        }
    }
}
