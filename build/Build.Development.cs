using CoinPilot.Development;
using Nuke.Common;
using Serilog;

internal sealed partial class Build
{
    private Workspace Workspace => new(RootDirectory);

    private Target Clean => _ => _
        .Description("Remove what builds leave behind: bin, obj, artifacts")
        .Executes(() =>
        {
            foreach (var folder in Workspace.Clean())
            {
                Log.Information("removed {Folder:l}", folder);
            }
        });

    private Target Compile => _ => _
        .Description("Build the solution")
        .After(Clean)
        .Executes(() => Phase(Workspace.CompileAsync));

    private Target Test => _ => _
        .Description("Run the tests; with --all the long end-to-end tests too")
        .After(Compile)
        .Executes(() => Phase(ct => Workspace.TestAsync(
            All,
            counts =>
            {
                ReportSummary(_ => new() { ["Passed"] = $"{counts.Passed}", ["Failed"] = $"{counts.Failed}", ["Skipped"] = $"{counts.Skipped}" });
                Log.Information("{Counts:l}", counts.ToString());
            },
            ct)));

    private Target Bench => _ => _
        .Description("Measure deployments, round trips, Status and recovery in the lab; fails when a bar is missed")
        .After(Test)
        .Executes(() => Phase(ct => Workspace.BenchAsync(Console.WriteLine, ct)));
}
