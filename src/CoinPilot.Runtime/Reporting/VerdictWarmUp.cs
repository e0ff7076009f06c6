using CoinPilot.Ssh;
using Spectre.Console;

namespace CoinPilot.Reporting;

/// <summary>Writes a table and a verdict for nobody while the gate waits: what prints the real ones is loaded by then.</summary>
public static class VerdictWarmUp
{
    /// <summary>Returns at once; nobody waits for it, and nothing of it is used.</summary>
    public static void Start() => BlockingWork.OnThread(() => Run(TextWriter.Null));

    public static void Run(TextWriter output)
    {
        ConsoleReporter reporter = new(
            AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No, Interactive = InteractionSupport.No }),
            TimeProvider.System);
        reporter.Services([new("service", "running", "-", "image:1", "1 s", 0, "required")]);
        reporter.Verdict(Verdict.Deployed("20260101-000000-0000000", Commands.Status));
    }
}
