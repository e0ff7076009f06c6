using System.Globalization;

namespace Nuke.Common.Execution;

/// <summary>The table and the verdict at the end of a run.</summary>
internal static class SummaryTable
{
    private const int StatusWidth = 10;
    private const int DurationWidth = 10;

    public static void Write(NukeBuild build)
    {
        var output = build.Output;
        var nameWidth = Math.Max(build.ExecutionPlan.Max(x => x.Name.Length) + 4, 19);
        var width = nameWidth + StatusWidth + DurationWidth;
        output.Line();
        output.Line(new string('═', width));
        output.Line(Row("Target", "Status", "Duration"));
        output.Line(new string('─', width));
        foreach (var target in build.ExecutionPlan.Where(x => x.Status != ExecutionStatus.Collective))
        {
            var row = Row(target.Name, target.Status.ToString(), HasRun(target) ? Duration(target.Stopwatch.Elapsed) : "");
            var notes = string.Join(", ", target.Summary.Select(x => $"{x.Key}: {x.Value}"));
            output.Paint(notes.Length == 0 ? row : $"{row}   // {notes}", Colour(target.Status));
        }

        output.Line(new string('─', width));
        output.Line(Row("Total", "", Duration(TimeSpan.FromTicks(build.ExecutionPlan.Sum(x => x.Stopwatch.Elapsed.Ticks)))));
        output.Line(new string('═', width));
        output.Line();
        var now = DateTime.Now.ToString(CultureInfo.CurrentCulture);
        output.Paint(build.IsSucceeding ? $"Build succeeded on {now}." : $"Build failed on {now}.", build.IsSucceeding ? "32" : "31");

        string Row(string name, string status, string duration) =>
            name.PadRight(nameWidth) + status.PadRight(StatusWidth) + duration.PadLeft(DurationWidth);
    }

    private static bool HasRun(ExecutableTarget target) =>
        target.Status is ExecutionStatus.Succeeded or ExecutionStatus.Failed or ExecutionStatus.Aborted;

    private static string Duration(TimeSpan time) =>
        time < TimeSpan.FromSeconds(1) ? "< 1sec" : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time:ss}");

    private static string Colour(ExecutionStatus status) => status switch
    {
        ExecutionStatus.Succeeded => "32",
        ExecutionStatus.Failed => "31",
        ExecutionStatus.NotRun or ExecutionStatus.Aborted => "33",
        _ => "0",
    };
}
