using System.Collections.Immutable;
using CoinPilot.Inspection;

namespace CoinPilot.Reporting;

/// <summary>All who are told of a run. One that fails is said once on standard error, and neither ends nor delays anything (D053).</summary>
/// <param name="error">Standard error.</param>
/// <param name="all">Each with its name for people: a phrase such as "the report file".</param>
public sealed class Reporters(TextWriter error, params (string Name, IReporter Reporter)[] all) : IReporter
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    private readonly bool[] isSaid = new bool[all.Length];
    private readonly Lock gate = new();

    public void Line(string phase, LineStatus status, string text) => Each(x => x.Line(phase, status, text));

    public void Block(string phase, string text) => Each(x => x.Block(phase, text));

    public void Plan(PlanView view) => Each(x => x.Plan(view));

    public void Raw(string line) => Each(x => x.Raw(line));

    public void Status(StackStatus status) => Each(x => x.Status(status));

    public void Listing(string phase, string people, ImmutableArray<string> programs) => Each(x => x.Listing(phase, people, programs));

    public void Services(ImmutableArray<ServiceRow> rows) => Each(x => x.Services(rows));

    public void Verdict(Verdict verdict) => Each(x => x.Verdict(verdict));

    /// <summary>The process ends: what is written beside the run gets a moment.</summary>
    public void End() => Each(x => (x as ReportFile)?.Flush(LastWords));

    private void Each(Action<IReporter> tell)
    {
        for (var i = 0; i < all.Length; i++)
        {
            try
            {
                tell(all[i].Reporter);
            }
            catch (Exception failed)
            {
                // Whatever it is: a word that cannot be written must not change what happens on a host.
                Say(i, failed);
            }
        }
    }

    private void Say(int at, Exception failed)
    {
        lock (gate)
        {
            if (isSaid[at])
            {
                return;
            }

            isSaid[at] = true;
        }

        try
        {
            error.WriteLine($"{all[at].Name} cannot be written, and the run goes on without it: {failed.Message}");
        }
        catch (IOException)
        {
            // Standard error is gone too: there is nobody left to tell.
        }
    }
}
