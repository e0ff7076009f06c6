using CoinPilot.Harness;
using CoinPilot.Lab;
using CoinPilot.Planning;
using Xunit;

namespace CoinPilot.Plans;

/// <summary>What PlanDeployment announces is what DeployUnit then does.</summary>
public sealed class PlanTruthTests(LabFixture fixture)
{
    [Fact]
    [Trait("pace", "long")]
    public async Task Every_kind_of_change_does_what_was_announced()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("truth");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        TinyService side = new("side") { Image = "lab/tiny:1", Shell = "trap 'exit 0' TERM; sleep 999 & wait", Healthcheck = null, Extra = ["network_mode: \"service:db\""] };
        stack.Services.Add(side);
        stack.Other.Extra.Add("environment: { SECRET: \"${SECRET}\", LEVEL: \"one\" }");
        stack.Other.Extra.Add("env_file: [ ./other.env ]");
        stack.Write("other.env", "FROM_FILE=1\n");
        stack.Save();
        await SetEnvAsync(probe, "hunter1");

        var first = await MakeAsync();
        Assert.All(first.Plan.Forecast!.Services, service => Assert.Equal(ServiceFate.Create, service.Fate));

        // Nothing.
        (await deployer.RunAsync("PlanDeployment")).Ended(ExitStatus.Success, "NOTHING TO DO");
        (await deployer.DeployAsync()).Said("UNCHANGED");

        // Configuration, and what depends on it.
        stack.SetPage("page 2");
        var configuration = await MakeAsync();
        Assert.Contains("configuration db/index.html", configuration.Of("db").Differences);
        Assert.Equal((ServiceFate.Recreate, true, "it depends on db"), (configuration.Of("web").Fate, configuration.Of("web").IsCertain, configuration.Of("web").Reasons[0]));
        Assert.True(configuration.Of("side").IsCertain);
        Assert.Equal(ImageAction.Reuse, configuration.Plan.Forecast!.Images.Single(image => image.Services.Contains("web")).Action);

        // The image of one service, and what another is built from.
        stack.Other.Image = "lab/tiny:1";
        stack.SetBuiltPage("built 2");
        stack.Save();
        var image = await MakeAsync();
        Assert.Equal("lab/tiny:2 → 1", image.Of("other").Image);
        Assert.Equal(["built anew: build context web"], image.Of("web").Reasons);
        Assert.True(image.Of("web").IsCertain);
        Assert.False(image.Of("db").IsCertain);

        // Variables: in the Compose file, in an env file of the service, in the host's own.
        stack.Other.Extra[0] = "environment: { SECRET: \"${SECRET}\", LEVEL: \"two\", MORE: \"\" }";
        stack.Write("other.env", "FROM_FILE=2\n");
        stack.Save();
        await SetEnvAsync(probe, "hunter2");
        var environment = await MakeAsync();
        Assert.Equal(["environment FROM_FILE, LEVEL, MORE (new), SECRET"], environment.Of("other").Differences);
        environment.Printed.Said("the host's .env has changed").DidNotSay("\"two\"").DidNotSay("hunter");

        // The unit alone.
        var unit = await MakeAsync("--start-policy", "pinned");
        Assert.DoesNotContain(unit.Plan.Forecast!.Services, service => service.IsCertain && service.Fate != ServiceFate.Untouched);
        Assert.Equal([stack.UnitName], unit.Plan.Forecast!.Files.Select(file => file.Name));

        // A service that is gone, on a host where another one was stopped and the unit disabled by hand.
        stack.Services.Remove(stack.Web);
        stack.Save();
        await probe.OutputOfAsync($"docker stop truth-other; systemctl disable {stack.UnitName}");
        var orphan = await MakeAsync("--start-policy", "pinned");
        Assert.Equal(ServiceFate.Remove, orphan.Of("web").Fate);
        Assert.Contains("the unit is not enabled", orphan.Plan.Forecast!.Drift);

        async Task<Announcement> MakeAsync(params string[] arguments)
        {
            var made = await Announcement.MakeAsync(host, deployer, probe, arguments);
            made.CameTrue();
            return made;
        }
    }

    private static Task<string> SetEnvAsync(HostProbe probe, string secret) =>
        probe.OutputOfAsync($"install -d -m 700 /etc/coinpilot/truth && echo SECRET={secret} | install -m 600 /dev/stdin /etc/coinpilot/truth/.env");
}
