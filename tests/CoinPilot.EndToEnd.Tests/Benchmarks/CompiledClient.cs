namespace CoinPilot.Benchmarks;

/// <summary>The client as an operator has it from the second run on: compiled for this machine, and nothing compiled beside it.</summary>
internal static class CompiledClient
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    // build.sh keeps the file as long as it compiles beside a run.
    private static readonly string Busy = Path.Combine(CommandLine.ProjectRoot.Find(), ".nuke", "temp", "compiling");

    /// <summary>Call it after a first run of build.sh, which begins it.</summary>
    public static async Task WaitAsync()
    {
        for (var left = Limit; File.Exists(Busy) && left > TimeSpan.Zero; left -= TimeSpan.FromSeconds(1))
        {
            await Task.Delay(TimeSpan.FromSeconds(1), Xunit.TestContext.Current.CancellationToken);
        }
    }
}
