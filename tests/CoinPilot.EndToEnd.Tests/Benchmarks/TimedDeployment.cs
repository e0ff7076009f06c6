using System.Diagnostics;
using CoinPilot.Harness;

namespace CoinPilot.Benchmarks;

/// <summary>How long one deployment took: the whole process, and of that the gate's waiting.</summary>
/// <param name="Whole">From the start of the process to its end, the engine's own included.</param>
/// <param name="Gate">From the line that says that the start has ended to the gate's last line.</param>
internal sealed record TimedDeployment(double Whole, double Gate)
{
    public double BeyondTheGate => Whole - Gate;

    public static async Task<TimedDeployment> RunAsync(Deployer deployer, params string[] arguments)
    {
        var clock = Stopwatch.StartNew();
        await using var run = deployer.Start("DeployUnit", ["--lint", "off", "--stable-for", "1s", .. arguments]);
        await run.LineAsync("start ok docker compose up ended well");
        var begun = clock.Elapsed;
        var judged = begun;
        for (var line = ""; !line.Contains(" confirm ", StringComparison.Ordinal); line = await run.LineAsync(""))
        {
            judged = line.Contains(" gate ", StringComparison.Ordinal) ? clock.Elapsed : judged;
        }

        (await run.EndAsync()).Ended(0).Said("DEPLOYED");
        return new(clock.Elapsed.TotalSeconds, (judged - begun).TotalSeconds);
    }
}
