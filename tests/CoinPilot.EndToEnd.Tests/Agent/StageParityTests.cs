using System.Text.RegularExpressions;
using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Agent;

/// <summary>A release that the agent stages is the one that the shell program stages: its folders, its tags, the history, the words; and so are the refusals.</summary>
public sealed partial class StageParityTests(LabFixture fixture)
{
    private const string Secret = "correct-horse-battery-staple";

    // What a stage leaves: every path with its kind, its mode and its time, names and images, and what the history says.
    private const string Snapshot =
        """
        cd /var/lib/coinpilot/parity
        find . ! -name host.sh -printf '%P %y %m %l\n' | sed 's#store/[A-Za-z0-9]\{8\}#store/NAME#g' | sort
        find -L objects -type f -printf '%P %T@ ' -exec sha256sum '{}' ';' | sort
        cat releases/*/release.conf releases/*/unit; docker image ls --format '{{.Repository}}:{{.Tag}} {{.ID}}' | sort; cat journal.jsonl
        """;

    private const string Reset = "docker image ls --format '{{.Repository}}:{{.Tag}}' 'coinpilot/*/*' | xargs -r docker rmi; rm -rf /var/lib/coinpilot/parity";

    [Fact]
    public async Task Pulled_built_local_and_only_known_on_the_host()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("parity");
        using Deployer shell = new(host, stack);
        using Deployer agent = new(host, stack, onAgent: true);
        HostProbe probe = new(host, stack);
        stack.Other.Image = "${IMAGE}";
        stack.Other.Extra.AddRange(["environment: { API_TOKEN: \"${API_TOKEN:?}\" }", "pull_policy: never", "volumes: [ \"./made:/made\", \"/srv/none:/none\" ]"]);
        stack.Save();
        stack.Write("web/tools/run.sh", "#!/bin/sh\n");
        await EnvAsync($"IMAGE=lab/tiny:2\nAPI_TOKEN={Secret}\n");

        await SameAsync(0);

        // What one of both can't have.
        stack.BreakBuild();
        await SameAsync(1);
        stack.SetBuiltPage("built 1");
        await EnvAsync($"IMAGE=lab/none:1\nAPI_TOKEN={Secret}\n");
        await SameAsync(2);
        await EnvAsync($"IMAGE=--quiet\nAPI_TOKEN={Secret}\n");
        await SameAsync(2);
        await EnvAsync($"IMAGE=lab/tiny:2\nOTHER={Secret}\n");
        await SameAsync(2);
        await EnvAsync($"IMAGE=lab/tiny:2\nAPI_TOKEN=of-${{BORROWED}}\n");
        await probe.OutputOfAsync("systemctl set-environment BORROWED=1");
        await SameAsync(2);
        await probe.OutputOfAsync("systemctl unset-environment BORROWED");
        await EnvAsync($"IMAGE=lab/tiny:2\nAPI_TOKEN={Secret}\n");
        stack.Db.Image = "lab/nowhere:1";
        stack.Save();
        await SameAsync(1);

        Task<string> EnvAsync(string text) => probe.OutputOfAsync(
            $"install -d -m 700 /etc/coinpilot/parity && printf '{text.Replace("\n", "\\n", StringComparison.Ordinal)}' | install -m 600 /dev/stdin /etc/coinpilot/parity/.env");

        async Task SameAsync(int exitCode)
        {
            var said = await OfAsync(shell, exitCode);
            var says = await OfAsync(agent, exitCode);
            Assert.DoesNotContain(Secret, says, StringComparison.Ordinal);
            Assert.Equal(said, says);
        }

        async Task<string> OfAsync(Deployer deployer, int exitCode)
        {
            var outcome = (await deployer.RunAsync("UploadUnit")).Ended(exitCode);
            var left = exitCode == 0 ? await probe.OutputOfAsync(Snapshot) : await probe.OutputOfAsync("cd /var/lib/coinpilot/parity; ls -A . releases; cat journal.jsonl; docker image ls 'coinpilot/*/*'");
            await probe.OutputOfAsync(Reset);
            return Plain($"{outcome.Output}\n{left}");
        }
    }

    // The ids, the times, and how much travels, are other ones each time.
    private static string Plain(string text) => string.Join('\n', Id().Replace(text, "ID").Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Where(line => !Other().IsMatch(line)));

    [GeneratedRegex("KiB travel|^ID connect |^(UploadUnit|Total) ")]
    private static partial Regex Other();

    [GeneratedRegex("[0-9]{8}-[0-9]{6}-[0-9a-f]{7}|\"ts\":\"[^\"]*\"|[0-9]+\\.[0-9]+ ?s|[0-9]{2}:[0-9]{2}:[0-9]{2}|(?<= udp [0-9.]+):[0-9]+|/[^ ]*coinpilot-[^ ]*|(?<=the build of web failed:).*")]
    private static partial Regex Id();
}
