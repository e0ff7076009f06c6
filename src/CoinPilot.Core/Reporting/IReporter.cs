using System.Collections.Immutable;
using CoinPilot.Inspection;

namespace CoinPilot.Reporting;

/// <summary>How a line weighs for the reader.</summary>
public enum LineStatus
{
    Ok,
    Wait,
    Warn,
    Fail,
    Info,
}

/// <summary>What stands between the work and the screen: append-only lines, one table, one verdict.</summary>
public interface IReporter
{
    /// <summary>One line: the phase it belongs to, how it weighs, what happened.</summary>
    void Line(string phase, LineStatus status, string text);

    /// <summary>Text that stands for itself, such as a plan or log lines.</summary>
    void Block(string phase, string text);

    /// <summary>What is about to be done, or would be.</summary>
    void Plan(PlanView view);

    /// <summary>A line for programs, exactly as it is.</summary>
    void Raw(string line);

    void Status(StackStatus status);

    /// <summary>A table or a line for people; the same as lines of JSON for programs.</summary>
    void Listing(string phase, string people, ImmutableArray<string> programs);

    void Services(ImmutableArray<ServiceRow> rows);

    void Verdict(Verdict verdict);
}
