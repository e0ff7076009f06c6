using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.WaysBack;

/// <summary>A report that cannot be written changes nothing of what happens on the host.</summary>
public sealed class FullReportTests(LabFixture fixture)
{
    [Fact]
    public async Task A_bad_release_goes_back_at_once_and_a_good_one_is_deployed_all_the_same()
    {
        await using var deployed = await DeployedHost.MakeAsync(fixture, "report");
        deployed.Stack.Other.Shell = TinyStack.CrashLoop;
        deployed.Stack.Save();

        (await deployed.Operator.RunAsync("DeployUnit", "--report", "/dev/full")).Ended(20, "the report /dev/full cannot be written", "FAILED, ROLLED BACK TO");
        await deployed.FirstReleaseRunsAsync();

        deployed.Stack.Other.Shell = TinyStack.Serve;
        deployed.Stack.Save();
        (await deployed.Operator.RunAsync("DeployUnit", "--report", "/dev/full")).Ended(0, "DEPLOYED");
    }
}
