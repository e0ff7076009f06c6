using System.Collections.Immutable;
using System.Text.Json;
using CoinPilot.CommandLine;
using CoinPilot.Inspection;
using CoinPilot.Stack;

namespace CoinPilot.Reporting;

/// <summary>
/// The run and its verdict as one JSON file. It is written anew after every line, so that it survives a kill, and beside the
/// run: a disk that is slow or gone delays nothing.
/// </summary>
public sealed class ReportFile : IReporter
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    private readonly List<object> lines = [];
    private readonly Lock gate = new();
    private readonly string path;
    private readonly TimeProvider clock;
    private ImmutableArray<ServiceRow> services = [];
    private StackStatus? looked;
    private Verdict? reached;
    private string? next;
    private Task writing = Task.CompletedTask;

    /// <summary>Throws <see cref="DeploymentException"/> (exit 2) where there is no folder for the file.</summary>
    public ReportFile(string path, TimeProvider clock)
    {
        this.path = InputPath.InFolder("--report", path);
        this.clock = clock;
    }

    public void Line(string phase, LineStatus status, string text) =>
        Save(() => lines.Add(new { ts = clock.GetUtcNow(), phase, status = status.ToString().ToLowerInvariant(), text }));

    public void Block(string phase, string text) => Save(() => lines.Add(new { ts = clock.GetUtcNow(), phase, status = "info", text }));

    public void Plan(PlanView view) =>
        Save(() => lines.Add(new { ts = clock.GetUtcNow(), phase = "plan", status = "info", text = view.Plan.ToString(), plan = view.Document?.ToNode() }));

    public void Raw(string line)
    {
    }

    public void Status(StackStatus status) => Save(() => looked = status);

    public void Listing(string phase, string people, ImmutableArray<string> programs)
    {
    }

    public void Services(ImmutableArray<ServiceRow> rows) => Save(() => services = rows);

    public void Verdict(Verdict verdict) => Save(() => reached = verdict);

    /// <summary>Waits until what was said so far is written; throws where it was not, <see cref="TimeoutException"/> after the limit.</summary>
    public void Flush(TimeSpan limit)
    {
        Task last;
        lock (gate)
        {
            last = writing;
        }

        last.WaitAsync(limit).GetAwaiter().GetResult();
    }

    // Throws what went wrong with the words before.
    private void Save(Action change)
    {
        lock (gate)
        {
            change();
            next = JsonSerializer.Serialize(
                new { verdict = reached?.Word, release = reached?.Release, exit = reached?.ExitStatus, reason = reached?.Reason, next = reached?.Next, services, status = looked, lines },
                Options) + "\n";
            var before = writing;
            if (before.IsCompleted)
            {
                writing = Task.Run(Write);
                before.GetAwaiter().GetResult();
            }
        }
    }

    // One writer at a time; what was said meanwhile is written next, the newest alone.
    private void Write()
    {
        while (true)
        {
            string text;
            lock (gate)
            {
                if (next is null)
                {
                    // Whoever speaks next starts a writer anew.
                    writing = Task.CompletedTask;
                    return;
                }

                text = next;
                next = null;
            }

            PrivateFile.Write(path, text);
        }
    }
}
