using System.Globalization;
using CoinPilot.Harness;
using CoinPilot.Lab;
using CoinPilot.Planning;
using Xunit;

namespace CoinPilot.Plans;

/// <summary>A plan that was saved, the deployment that applied exactly it, and what the host's Docker saw of that.</summary>
public sealed class Announcement
{
    // Docker's clock and ours, and what an event needs to be written down.
    private const double Slack = 1;

    private readonly IReadOnlyDictionary<string, SeenContainer> before;
    private readonly IReadOnlyDictionary<string, SeenContainer> after;
    private readonly IReadOnlyDictionary<string, double> down;

    private Announcement(
        PlanDocument plan, RunOutcome printed, RunOutcome deployed,
        IReadOnlyDictionary<string, SeenContainer> before, IReadOnlyDictionary<string, SeenContainer> after, IReadOnlyDictionary<string, double> down)
    {
        (Plan, Printed, Deployed, this.before, this.after, this.down) = (plan, printed, deployed, before, after, down);
    }

    public PlanDocument Plan { get; }

    /// <summary>What PlanDeployment printed.</summary>
    public RunOutcome Printed { get; }

    /// <summary>What DeployUnit printed.</summary>
    public RunOutcome Deployed { get; }

    public static async Task<Announcement> MakeAsync(TestHost host, Deployer deployer, HostProbe probe, params string[] arguments)
    {
        var file = Path.GetTempFileName();
        try
        {
            var printed = (await deployer.RunAsync("PlanDeployment", ["--out", file, .. arguments])).Ended(ExitStatus.ChangesPending, "CHANGES PENDING");
            var plan = PlanDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
            var before = await probe.ContainersAsync();
            var events = await DockerEvents.StartAsync(host);
            var deployed = await deployer.DeployAsync(["--plan-file", file, .. arguments]);
            return new(plan, printed, deployed, before, await probe.ContainersAsync(), await events.DownAsync());
        }
        finally
        {
            File.Delete(file);
        }
    }

    public ServiceForecast Of(string service) => Plan.Forecast!.Services.Single(forecast => forecast.Service == service);

    /// <summary>What was said of each service is what became of it, how long it was down, and where its image came from.</summary>
    public void CameTrue()
    {
        Assert.Contains(Plan.Release, Deployed.Output, StringComparison.Ordinal);
        foreach (var service in Plan.Forecast!.Services)
        {
            CameTrue(service);
        }

        if (Plan.Forecast.Services.Any(service => !service.IsCertain))
        {
            var replaced = Plan.Forecast.Services.Select(service => service.Service)
                .Where(service => before.TryGetValue(service, out var was) && after.TryGetValue(service, out var now) && was.Id != now.Id).ToArray();
            Deployed.Said(replaced.Length == 0 ? "nothing that runs will go down" : $"with the images known: {string.Join(", ", replaced)} will go down");
        }

        foreach (var image in Plan.Forecast.Images)
        {
            var word = image.Action switch
            {
                ImageAction.Pull => $"pulled {image.Reference}",
                ImageAction.Build => "built " + string.Join(' ', image.Services),
                _ => null,
            };
            Assert.True(word is null || Deployed.Output.Contains(word, StringComparison.Ordinal), $"'{word}' was announced:\n{Deployed.Output}");
        }

        if (Plan.Forecast.Images.All(image => image.Action != ImageAction.Build))
        {
            Deployed.DidNotSay("info  built ");
        }
    }

    private void CameTrue(ServiceForecast service)
    {
        var was = before.GetValueOrDefault(service.Service);
        var now = after.GetValueOrDefault(service.Service);
        var told = $"{service.Service} was to be {service.Fate} (certain: {service.IsCertain}), {was} became {now}:\n{Printed.Output}\n{Deployed.Output}";
        var fate = (was, now) switch
        {
            (null, null) => ServiceFate.Untouched,
            (null, _) => ServiceFate.Create,
            (_, null) => ServiceFate.Remove,
            _ when was!.Id != now!.Id => ServiceFate.Recreate,
            _ when was.StartedAt != now.StartedAt => was.IsRunning ? ServiceFate.Restart : ServiceFate.Start,
            _ => ServiceFate.Untouched,
        };
        Assert.True(fate == service.Fate || (!service.IsCertain && fate == ServiceFate.Untouched), told);
        if (fate is ServiceFate.Recreate or ServiceFate.Restart)
        {
            var seconds = down[service.Service];
            var announced = service.DownSeconds!;
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"--- {service.Service} was down for {seconds:0.0} s of {announced[0]}–{announced[1]}"));
            Assert.InRange(seconds, announced[0] - Slack, announced[1] + Slack);
        }
    }
}
