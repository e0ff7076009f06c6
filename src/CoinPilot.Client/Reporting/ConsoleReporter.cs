using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Inspection;
using CoinPilot.Planning;
using Spectre.Console;

namespace CoinPilot.Reporting;

/// <summary>Append-only lines for people, the same on a terminal and in CI; colour only where the terminal has it.</summary>
/// <param name="console">Where to.</param>
/// <param name="clock">For the time before a line.</param>
/// <param name="isGitHub">Whether a GitHub runner reads along, which obeys some lines.</param>
public sealed class ConsoleReporter(IAnsiConsole console, TimeProvider clock, bool isGitHub = false) : IReporter
{
    private readonly Lock gate = new();

    /// <summary>Of the terminal: a plan breaks its lines for it.</summary>
    public int ScreenWidth { get; init; } = PlanText.DefaultWidth;

    public void Line(string phase, LineStatus status, string text)
    {
        var line = RunLine.Of(clock.GetLocalNow(), phase, status, text);
        lock (gate)
        {
            Write(line.Before, Style.Plain);
            Write(line.Weight, Colour(status));
            Write(line.Text + "\n", Style.Plain);
            foreach (var further in line.Rest)
            {
                Write(further + "\n", Style.Plain);
            }
        }
    }

    public void Block(string phase, string text)
    {
        lock (gate)
        {
            foreach (var line in text.TrimEnd('\n').Split('\n'))
            {
                Write($"  {line}\n", Style.Plain);
            }
        }
    }

    public void Plan(PlanView view)
    {
        // A log is as wide as its reader's screen, which nobody knows.
        var width = console.Profile.Out.IsTerminal ? Math.Clamp(ScreenWidth - 2, 78, 120) : PlanText.DefaultWidth;
        lock (gate)
        {
            foreach (var line in view.Lines(width))
            {
                Write($"  {line.Text}\n", Tone(line.Tone));
            }
        }
    }

    public void Raw(string line)
    {
        lock (gate)
        {
            console.Profile.Out.Writer.WriteLine(TerminalText.Harmless(line));
        }
    }

    public void Status(StackStatus status) => Block("status", StatusText.Of(status, clock.LocalTimeZone));

    public void Listing(string phase, string people, ImmutableArray<string> programs) => Block(phase, people);

    public void Services(ImmutableArray<ServiceRow> rows)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in (string[])["Service", "State", "Health", "Up for", "Down", "Restarts", "Gate", "Image"])
        {
            table.AddColumn(new TableColumn(column).NoWrap());
        }

        foreach (var row in rows)
        {
            table.AddRow(
                Cell(row.Service), Cell(row.State, row.State is "running" or "done" ? Style.Plain : new Style(Color.Red)),
                Cell(row.Health), Cell(row.Uptime), Cell(row.Down), Cell(row.Restarts.ToString(CultureInfo.InvariantCulture)),
                Cell(row.Gate), Cell(row.Image));
        }

        lock (gate)
        {
            console.Write(table);
        }
    }

    public void Verdict(Verdict verdict)
    {
        lock (gate)
        {
            Write("\n", Style.Plain);
            Write(verdict.Headline[..verdict.Capitals.Length], new Style(verdict.Succeeded ? Color.Green : verdict.ExitStatus == ExitStatus.ChangesPending ? Color.Yellow : Color.Red, decoration: Decoration.Bold));
            Write(verdict.Headline[verdict.Capitals.Length..] + "\n", Style.Plain);
            foreach (var line in verdict.Below)
            {
                Write(line + "\n", Style.Plain);
            }
        }
    }

    private static Style Colour(LineStatus status) => status switch
    {
        LineStatus.Ok => new Style(Color.Green),
        LineStatus.Warn => new Style(Color.Yellow),
        LineStatus.Fail => new Style(Color.Red),
        _ => Style.Plain,
    };

    private static Style Tone(PlanTone tone) => tone switch
    {
        PlanTone.Heading => new Style(decoration: Decoration.Bold),
        PlanTone.Danger or PlanTone.Removal => new Style(Color.Red),
        PlanTone.Caution => new Style(Color.Yellow),
        PlanTone.Addition => new Style(Color.Green),
        PlanTone.Quiet => new Style(Color.Grey),
        _ => Style.Plain,
    };

    // What containers and tools wrote may hold commands to a terminal.
    private void Write(string text, Style style) =>
        console.Write(new Text(isGitHub ? WorkflowCommands.Disarmed(TerminalText.Harmless(text)) : TerminalText.Harmless(text), style));

    private static Text Cell(string text, Style? style = null) => new(TerminalText.Cell(text), style ?? Style.Plain);
}
