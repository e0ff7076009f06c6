using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CoinPilot.Inspection;
using CoinPilot.Planning;

namespace CoinPilot.Reporting;

/// <summary>The run as the summary of a GitHub job, beside what is shown: verdict, plan, services, durations, the way back.</summary>
public sealed partial class JobSummary(IGitHubRun run, TimeProvider clock) : IReporter
{
    // The runner takes 1 MiB a step; a reason may hold the output of a build.
    private const int LongestText = 8000;

    // It is what the approval of a deployment is given for.
    private const int LongestPlan = 200_000;
    private const string Degraded = "DEGRADED";

    private readonly Lock gate = new();
    private readonly List<(string Phase, TimeSpan Duration)> phases = [];
    private long last = clock.GetTimestamp();
    private string plan = "";
    private string failure = "";
    private string? looked;
    private ImmutableArray<ServiceRow> services = [];
    private Verdict? reached;

    public void Line(string phase, LineStatus status, string text) => Save(status == LineStatus.Fail, () =>
    {
        Count(phase);
        failure = status == LineStatus.Fail ? text : failure;
    });

    public void Block(string phase, string text)
    {
    }

    public void Plan(PlanView view) => Save(true, () => plan = PlanText.Join(view.Lines(PlanText.DefaultWidth)));

    public void Raw(string line)
    {
    }

    public void Status(StackStatus status)
    {
        Save(true, () =>
        {
            looked = status.IsDegraded ? Degraded : "AS RELEASED";
            plan = StatusText.Of(status, clock.LocalTimeZone);
        });
    }

    public void Listing(string phase, string people, ImmutableArray<string> programs)
    {
    }

    public void Services(ImmutableArray<ServiceRow> rows) => Save(true, () => services = rows);

    public void Verdict(Verdict verdict) => Save(true, () => reached = verdict);

    private string Heading => reached?.Capitals ?? (failure.Length > 0 && looked != Degraded ? "FAILED" : looked ?? "RUNNING");

    // A phase lasts from the last line before it to its own last line: the durations add up to the whole.
    private void Count(string phase)
    {
        var spent = clock.GetElapsedTime(last);
        last = clock.GetTimestamp();
        var at = phases.FindIndex(x => x.Phase == phase);
        if (at < 0)
        {
            phases.Add((phase, spent));
        }
        else
        {
            phases[at] = (phase, phases[at].Duration + spent);
        }
    }

    private void Save(bool write, Action change)
    {
        lock (gate)
        {
            change();
            if (write)
            {
                run.WriteSummary(Markdown());
            }
        }
    }

    private string Markdown()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"### {Heading}\n\n");
        if (reached is { Succeeded: true, Release: { } release })
        {
            text.Append(CultureInfo.InvariantCulture, $"release `{release}`\n\n");
        }

        Fence(text, reached?.Reason ?? (reached is null ? failure : ""), LongestText);
        Fence(text, plan, LongestPlan);
        Table(text, ["service", "state", "health", "up for", "down", "restarts", "gate", "image"],
            services.Select(x => (string[])[x.Service, x.State, x.Health, x.Uptime, x.Down, x.Restarts.ToString(CultureInfo.InvariantCulture), x.Gate, x.Image]));
        Table(text, ["phase", "seconds"], phases.Select(x => (string[])[x.Phase, x.Duration.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)]));
        if (reached is not null)
        {
            var planned = reached.Word is "changes pending" or "nothing to do";
            text.Append(CultureInfo.InvariantCulture, $"Next: `{TerminalText.Cell(reached.Next ?? Commands.Status).Replace('`', '\'')}`.{(planned ? "" : $" To go back: the workflow `rollback`, or `{Commands.Rollback}`.")}\n\n");
        }

        return text.ToString();
    }

    // Longer than any run of backticks inside, so that the text can't leave it.
    private static void Fence(StringBuilder text, string inside, int longest)
    {
        if (inside.Length == 0)
        {
            return;
        }

        var harmless = TerminalText.Harmless(inside);
        var shown = harmless.Length > longest ? harmless[..longest] + "\n… the rest is in the log" : harmless;
        var fence = "```";
        while (shown.Contains(fence, StringComparison.Ordinal))
        {
            fence += "`";
        }

        text.Append(CultureInfo.InvariantCulture, $"{fence}text\n{shown.TrimEnd()}\n{fence}\n\n");
    }

    private static void Table(StringBuilder text, string[] columns, IEnumerable<string[]> rows)
    {
        string[][] all = [.. rows];
        if (all.Length == 0)
        {
            return;
        }

        Row(columns);
        Row([.. columns.Select(_ => "---")]);
        Array.ForEach(all, Row);
        text.Append('\n');

        void Row(string[] cells) => text.Append("| ").AppendJoin(" | ", cells.Select(x => Plain().Replace(TerminalText.Cell(x), "\\$0"))).Append(" |\n");
    }

    // What would be markup in a cell.
    [GeneratedRegex(@"[\\|`*\[\]<>&~!]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")]
    private static partial Regex Plain();
}
