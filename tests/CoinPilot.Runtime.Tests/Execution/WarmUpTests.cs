using CoinPilot.Observation;
using CoinPilot.Planning;
using CoinPilot.Releases;
using CoinPilot.Reporting;
using CoinPilot.Ssh;
using Xunit;

namespace CoinPilot.Execution;

/// <summary>What is loaded ahead fails where nobody looks: here it is looked at.</summary>
public sealed class WarmUpTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("warm-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_connection_is_warmed_up_to_the_end() => SshWarmUp.Load();

    [Fact]
    public void A_verdict_is_warmed_up_with_its_table()
    {
        using StringWriter output = new();

        VerdictWarmUp.Run(output);

        Assert.Contains("image:1", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("DEPLOYED", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_is_warmed_up_with_a_change_of_every_service()
    {
        var file = Path.Combine(folder, "compose.yml");
        File.WriteAllText(file, """
            services:
              db: { image: "db:1" }
              web: { image: "web:1", depends_on: [db], environment: { A: "${A}" } }
            """);
        var options = OptionsReader.Read(OptionsReaderTests.Given("local", null) with { ComposeFiles = [file], RootDirectory = folder });
        var release = await ReleaseBuilder.BuildAsync(
            StackReader.Read(options), Task.FromResult(GitTree.None), options, new(options.App), DateTimeOffset.UnixEpoch, TestContext.Current.CancellationToken);

        var plan = PlanWarmUp.Run(release);

        Assert.Equal(PlanIntent.Deploy, plan.Intent);
        Assert.Equal(["db", "web"], plan.Detail!.Services.Where(service => service.Interrupts).Select(service => service.Service));
        Assert.NotEmpty(plan.Detail.Diffs);
    }
}
