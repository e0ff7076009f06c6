using System.Collections.Immutable;
using CoinPilot.Inspection;
using CoinPilot.Options;
using CoinPilot.Reporting;
using CoinPilot.Stack;

namespace CoinPilot.Runs;

/// <summary>What a run said, line by line.</summary>
internal sealed class Lines : IReporter
{
    private readonly List<(string Phase, string Text)> said = [];

    public string Last => said[^1].Text;

    public string All => string.Join('\n', said.Select(line => line.Text));

    public IEnumerable<string> Phases => said.Select(line => line.Phase).Distinct();

    public void Line(string phase, LineStatus status, string text) => said.Add((phase, $"{phase} {status} {text}"));

    public void Block(string phase, string text) => said.Add((phase, text));

    public void Plan(PlanView view)
    {
    }

    public void Raw(string line)
    {
    }

    public void Status(StackStatus status)
    {
    }

    public void Listing(string phase, string people, ImmutableArray<string> programs)
    {
    }

    public void Services(ImmutableArray<ServiceRow> rows)
    {
    }

    public void Verdict(Verdict verdict)
    {
    }
}
