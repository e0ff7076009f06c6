using System.Collections.Immutable;
using System.Text.Json;
using CoinPilot.Inspection;

namespace CoinPilot.Reporting;

/// <summary>The run and its verdict as one JSON file, beside what is shown; written anew after every line, so that it survives a kill.</summary>
public sealed class ReportFile(IReporter screen, string path, TimeProvider clock) : IReporter
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    private readonly List<object> lines = [];
    private readonly Lock gate = new();
    private ImmutableArray<ServiceRow> services = [];
    private StackStatus? looked;
    private Verdict? reached;

    public void Line(string phase, LineStatus status, string text)
    {
        screen.Line(phase, status, text);
        Save(() => lines.Add(new { ts = clock.GetUtcNow(), phase, status = status.ToString().ToLowerInvariant(), text }));
    }

    public void Block(string phase, string text)
    {
        screen.Block(phase, text);
        Save(() => lines.Add(new { ts = clock.GetUtcNow(), phase, status = "info", text }));
    }

    public void Plan(PlanView view)
    {
        screen.Plan(view);
        Save(() => lines.Add(new { ts = clock.GetUtcNow(), phase = "plan", status = "info", text = view.Plan.ToString(), plan = view.Document?.ToNode() }));
    }

    public void Raw(string line) => screen.Raw(line);

    public void Status(StackStatus status)
    {
        screen.Status(status);
        Save(() => looked = status);
    }

    public void Listing(string phase, string people, ImmutableArray<string> programs) => screen.Listing(phase, people, programs);

    public void Services(ImmutableArray<ServiceRow> rows)
    {
        screen.Services(rows);
        Save(() => services = rows);
    }

    public void Verdict(Verdict verdict)
    {
        screen.Verdict(verdict);
        Save(() => reached = verdict);
    }

    private void Save(Action change)
    {
        lock (gate)
        {
            change();
            File.WriteAllText(path, JsonSerializer.Serialize(
                new { verdict = reached?.Word, release = reached?.Release, exit = reached?.ExitStatus, reason = reached?.Reason, next = reached?.Next, services, status = looked, lines },
                Options) + "\n");
        }
    }
}
