using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.DayTwo;

/// <summary>Text without a line's end, from wherever it comes, hides nothing that comes after it.</summary>
public sealed class ChattyHostTests(LabFixture fixture)
{
    [Fact]
    public async Task Shells_services_and_a_torn_journal_may_end_in_the_middle_of_a_line()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("chatty");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        stack.Other.Shell = "printf 'no end of line'; " + TinyStack.Serve;
        stack.Save();
        await host.OutputOfAsync("sed -i \"1i printf '\\\\033]0;a title\\\\007'\" ~/.bashrc; head -n 1 ~/.bashrc | grep -q title");

        (await deployer.DeployAsync()).Said("DEPLOYED");
        // Docker takes what has no end of line for a line when the container ends.
        await probe.OutputOfAsync("docker restart chatty-other");
        (await deployer.RunAsync("Logs")).Ended(0, "no end of line");

        // As a power cut leaves it; the deployment after it is told all the same.
        await probe.OutputOfAsync($"printf '%s' '{{\"ts\":\"2026-11' >>{probe.Base}/journal.jsonl");
        (await deployer.RunAsync("History")).Ended(0, "deployed");
        stack.SetPage("page 2");
        (await deployer.DeployAsync()).Said("DEPLOYED");
        var history = (await deployer.RunAsync("History")).Ended(0);
        Assert.Equal(2, history.Output.Split('\n').Count(line => line.Contains(" deployed", StringComparison.Ordinal)));
    }
}
