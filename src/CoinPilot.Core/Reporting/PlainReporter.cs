using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Inspection;

namespace CoinPilot.Reporting;

/// <summary>A run as plain lines, for people where no terminal library is: on the host.</summary>
public sealed class PlainReporter(TextWriter output, TimeProvider clock) : IReporter
{
    private readonly Lock gate = new();

    public void Line(string phase, LineStatus status, string text)
    {
        var line = RunLine.Of(clock.GetLocalNow(), phase, status, text);
        Write([line.Before + line.Weight + line.Text, .. line.Rest]);
    }

    public void Block(string phase, string text) => Write([.. text.TrimEnd('\n').Split('\n').Select(line => $"  {line}")]);

    public void Plan(PlanView view) => Write([.. view.Lines(Planning.PlanText.DefaultWidth).Select(line => $"  {line.Text}")]);

    public void Raw(string line) => Write([line]);

    public void Status(StackStatus status) => Block("status", StatusText.Of(status, clock.LocalTimeZone));

    public void Listing(string phase, string people, ImmutableArray<string> programs) => Block(phase, people);

    public void Services(ImmutableArray<ServiceRow> rows) => Write(
    [
        "",
        .. TextTable.Of(
            ["Service", "State", "Health", "Up for", "Down", "Restarts", "Gate", "Image"],
            rows.Select(row => (string[])[row.Service, row.State, row.Health, row.Uptime, row.Down, row.Restarts.ToString(CultureInfo.InvariantCulture), row.Gate, row.Image]))
            .Select(line => $"  {line}"),
    ]);

    public void Verdict(Verdict verdict) => Write(["", verdict.Headline, .. verdict.Below]);

    private void Write(IReadOnlyList<string> lines)
    {
        lock (gate)
        {
            foreach (var line in lines)
            {
                output.WriteLine(TerminalText.Harmless(line));
            }

            output.Flush();
        }
    }
}
