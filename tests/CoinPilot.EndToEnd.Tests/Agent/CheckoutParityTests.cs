using System.Collections.Immutable;
using CoinPilot.Harness;
using CoinPilot.Lab;
using CoinPilot.Observation;
using CoinPilot.Protocol;
using Xunit;

namespace CoinPilot.Agent;

/// <summary>The agent reads a checkout as the shell program does: the same digests, by the same rights.</summary>
public sealed class CheckoutParityTests(LabFixture fixture)
{
    private const string Folder = "/opt/hosted";

    private static readonly string Rules = DockerIgnore.Parse("*.log\n**/cache\n!keep.log\n[a-c]?/*.tmp\nd\\*\n*é").ForHost;

    [Fact]
    public async Task Of_names_kinds_links_pipes_and_owners_of_every_sort_and_of_git_in_every_state()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("hosted");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        HostCheckout checkout = new(host, stack, Folder);
        await using BothHalves halves = new(host, stack);
        await checkout.PutAsync();
        await probe.OutputOfAsync(
            $$"""
            cd {{Folder}} && mkdir -p odd/cache odd/ab odd/sub/cache && cd odd
            echo 1 >'with space'; echo 2 >-dash; echo 3 >é; echo 4 >'d*'; echo 5 >a.log; echo 6 >keep.log; echo 7 >ab/x.tmp; echo 8 >cache/y; echo 9 >sub/cache/z; printf '\377' >"$(printf 'bytes\377')"
            ln -s ../db/index.html link; ln -s nowhere dangling; ln -s circle circle; ln with\ space hard; mkfifo pipe; chmod 755 -- -dash; chmod 4711 é; truncate -s 5M sparse
            mkdir ../wide; head -c 100000 /dev/urandom >../wide/random; ln -s odd ../linked
            mkdir ../lines; echo x >"../lines/$(printf 'a\nb')"
            truncate -s 5M ../big.yml; printf 'a: 1\n' >../x.yaml; printf 'a: 1\n' >.hidden.yml
            chown -R deploy:deploy {{Folder}}
            install -m 600 /dev/null /root/secret.yml; ln -s /root/secret.yml ../secret.yml; ln -s /etc/hostname ../open.yml; mkdir ../roots; echo a >../roots/file
            """);

        var first = await halves.SayTheSameAsync(Request());
        Assert.Equal("?", first.Trees[2]);
        Assert.NotEqual(first.Trees[0], first.Trees[1]);
        Assert.NotNull(first.Git?.Trouble);

        var broken = await halves.SayTheSameAsync(new CheckoutRequest(Folder, [new(CheckoutKind.Tree, $"{Folder}/odd", null, "x^[a$\n")]));
        Assert.Equal("?", Assert.Single(broken.Trees));
        await halves.RefuseTheSameAsync(new CheckoutRequest(Folder, [new(CheckoutKind.Read, $"{Folder}/secret.yml")]));
        await halves.RefuseTheSameAsync(new CheckoutRequest(Folder, [new(CheckoutKind.Read, $"{Folder}/big.yml")]));
        await halves.RefuseTheSameAsync(new CheckoutRequest(Folder, [new(CheckoutKind.Tree, $"{Folder}/odd", null, new string('x', 49153))]));

        // With a commit, with changes, and with one that belongs to another user than the files.
        await probe.OutputOfAsync($"rm -r {Folder}/lines {Folder}/odd/pipe {Folder}/secret.yml {Folder}/roots {Folder}/big.yml");
        await checkout.CommitAsync();
        Assert.Equal(0, (await halves.SayTheSameAsync(Request())).Git!.Changes);
        await host.OutputOfAsync($"cd {Folder} && for i in 1 2 3 4 5 6 7; do echo $i >new$i; done; echo changed >x.yaml; git config core.fsmonitor 'touch /tmp/pwned'");
        Assert.Equal(8, (await halves.SayTheSameAsync(Request())).Git!.Changes);
        await probe.OutputOfAsync($"[ ! -e /tmp/pwned ]; chown -R root:root {Folder}/.git");
        await halves.SayTheSameAsync(Request());
        await probe.OutputOfAsync($"chown -R deploy:deploy {Folder}; mv /usr/bin/git /usr/bin/git.away");
        Assert.Equal("git is not installed", (await halves.SayTheSameAsync(Request())).Git!.Trouble);
        await probe.OutputOfAsync("mv /usr/bin/git.away /usr/bin/git");

        // What a release was made from: kept by the shell program, read again by both.
        stack.Write("web/.dockerignore", "*.log\n!keep.log\n");
        await checkout.PutAsync();
        await deployer.DeployAsync(checkout.Arguments);
        var release = await probe.CurrentAsync();
        Assert.Empty((await halves.SayTheSameAsync(new CheckoutSinceRequest(release))).Changes);
        await checkout.WriteAsync("web/left.log", "left out\n");
        Assert.Empty((await halves.SayTheSameAsync(new CheckoutSinceRequest(release))).Changes);
        await checkout.WriteAsync("web/keep.log", "not left out\n");
        await host.OutputOfAsync($"rm {Folder}/db/index.html");
        Assert.Equal([true, false], (await halves.SayTheSameAsync(new CheckoutSinceRequest(release))).Changes.Select(change => change.IsGone).OrderDescending());
        await halves.SayTheSameAsync(new CheckoutSinceRequest("20260101-000000-abcdefa"));
    }

    private static CheckoutRequest Request()
    {
        string[] paths =
        [
            Folder, $"{Folder}/odd", $"{Folder}/linked", $"{Folder}/wide", $"{Folder}/nothing", $"{Folder}/compose.yml", $"{Folder}/odd/link", $"{Folder}/odd/dangling", $"{Folder}/odd/circle",
            $"{Folder}/odd/pipe", $"{Folder}/odd/with space", $"{Folder}/odd/-dash", $"{Folder}/odd/sparse", "/dev/null", "/", $"{Folder}/compose.yml/below", $"{Folder}/secret.yml", $"{Folder}/open.yml",
        ];
        ImmutableArray<CheckoutQuestion> trees =
        [
            new(CheckoutKind.Tree, $"{Folder}/odd"), new(CheckoutKind.Tree, $"{Folder}/odd", "cache/y", Rules), new(CheckoutKind.Tree, $"{Folder}/lines"),
            .. paths.Where(path => path is not (Folder or "/")).Select(path => new CheckoutQuestion(CheckoutKind.Tree, path)),
        ];
        return new(
            Folder,
            [
                new(CheckoutKind.Git, Folder), new(CheckoutKind.Names, Folder), new(CheckoutKind.Names, $"{Folder}/odd"), new(CheckoutKind.Names, $"{Folder}/linked"), new(CheckoutKind.Names, "/nowhere"),
                .. trees,
                .. paths.Select(path => new CheckoutQuestion(CheckoutKind.Stat, path)),
                .. paths.Select(path => new CheckoutQuestion(CheckoutKind.Sum, path)),
                .. paths.Where(path => !path.EndsWith("secret.yml", StringComparison.Ordinal) && !path.EndsWith("sparse", StringComparison.Ordinal)).Select(path => new CheckoutQuestion(CheckoutKind.Read, path)),
            ]);
    }
}
