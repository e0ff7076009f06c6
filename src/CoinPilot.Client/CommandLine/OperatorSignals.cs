using System.Runtime.InteropServices;

namespace CoinPilot.CommandLine;

/// <summary>Ctrl-C and its kin: the first asks the run to stop, a second one or a termination leaves at once.</summary>
public static class OperatorSignals
{
    private static readonly CancellationTokenSource Stop = new();
    private static readonly List<PosixSignalRegistration> Registrations = [];
    private static int interrupts;

    /// <summary>Cancelled by the first interrupt; every phase checks it first.</summary>
    public static CancellationToken Token => Stop.Token;

    /// <summary>What to say and which exit code to leave with when the run is not waited for.</summary>
    public static Func<(string Message, int ExitStatus)> Leaving { get; set; } = () => ("stopped", ExitStatus.Failure);

    /// <summary>Must run before the engine registers handlers of its own: ours comes first and never returns, so that those never run.</summary>
    public static void Install()
    {
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            if (Interlocked.Increment(ref interrupts) > 1)
            {
                Leave();
            }

            Console.Error.WriteLine("interrupted: stopping in good order; once more leaves at once");
            Stop.Cancel();
            Thread.Sleep(Timeout.Infinite);
        };
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            Registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                Leave();
            }));
        }
    }

    private static void Leave()
    {
        var (message, status) = Leaving();
        Console.Error.WriteLine(message);
        ChildProcesses.End();
        Environment.Exit(status);
    }
}
