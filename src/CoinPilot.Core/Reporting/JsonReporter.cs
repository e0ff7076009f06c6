using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CoinPilot.Inspection;

namespace CoinPilot.Reporting;

/// <summary>The same run as JSON lines, for programs.</summary>
public sealed class JsonReporter(TextWriter output, TimeProvider clock) : IReporter
{
    private readonly Lock gate = new();

    public void Line(string phase, LineStatus status, string text) =>
        Write(new() { ["ts"] = Now(), ["phase"] = phase, ["status"] = status.ToString().ToLowerInvariant(), ["text"] = text });

    public void Block(string phase, string text) => Line(phase, LineStatus.Info, text);

    public void Plan(PlanView view)
    {
        if (view.Document is { } document)
        {
            Write(new() { ["ts"] = Now(), ["phase"] = "plan", ["status"] = "info", ["plan"] = document.ToNode() });
        }
        else
        {
            Block("plan", view.Plan.ToString());
        }
    }

    public void Raw(string line)
    {
        lock (gate)
        {
            output.WriteLine(TerminalText.Harmless(line));
        }
    }

    public void Status(StackStatus status) => Raw(StatusJson.Of(status));

    public void Listing(string phase, string people, ImmutableArray<string> programs)
    {
        foreach (var line in programs)
        {
            Raw(line);
        }
    }

    public void Services(ImmutableArray<ServiceRow> rows) => Write(new() { ["ts"] = Now(), ["services"] = JsonSerializer.SerializeToNode(rows, PeopleJson.Default.ImmutableArrayServiceRow) });

    public void Verdict(Verdict verdict) =>
        Write(new() { ["ts"] = Now(), ["verdict"] = verdict.Word, ["release"] = verdict.Release, ["exit"] = verdict.ExitStatus, ["reason"] = verdict.Reason, ["next"] = verdict.Next });

    private string Now() => clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private void Write(JsonObject line)
    {
        lock (gate)
        {
            output.WriteLine(TerminalText.Harmless(line.ToJsonString()));
        }
    }
}
