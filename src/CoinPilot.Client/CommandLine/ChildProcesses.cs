using System.ComponentModel;
using System.Diagnostics;
using CliWrap;

namespace CoinPilot.CommandLine;

/// <summary>The processes that this one has started and waits for: whoever leaves at once ends them first, and all that they have started.</summary>
public static class ChildProcesses
{
    private static readonly Lock Gate = new();
    private static readonly HashSet<Action> Ends = [];
    private static bool isLeaving;

    /// <summary>Starts a process and waits for it; it is killed when this one leaves before.</summary>
    public static Task<T> RunAsync<T>(Func<CommandTask<T>> start)
        where T : CommandResult => RunAsync(start, child => Kill(child.ProcessId));

    /// <summary>As above, with another way to end it, which returns when it has ended.</summary>
    public static async Task<T> RunAsync<T>(Func<CommandTask<T>> start, Action<CommandTask<T>> end)
        where T : CommandResult
    {
        var (child, registered) = Start(start, end);
        try
        {
            return await child;
        }
        finally
        {
            bool isOver;
            lock (Gate)
            {
                Ends.Remove(registered);
                isOver = isLeaving;
            }

            if (isOver)
            {
                // Nobody goes on with what was cut short; the process ends in a moment.
                await Task.Delay(Timeout.Infinite);
            }
        }
    }

    /// <summary>Ends all of them; none is started any more.</summary>
    internal static void End()
    {
        Action[] ends;
        lock (Gate)
        {
            isLeaving = true;
            ends = [.. Ends];
        }

        foreach (var end in ends)
        {
            end();
        }
    }

    // Whoever leaves while a process is being started waits until it is known.
    private static (CommandTask<T> Child, Action End) Start<T>(Func<CommandTask<T>> start, Action<CommandTask<T>> end)
        where T : CommandResult
    {
        lock (Gate)
        {
            if (isLeaving)
            {
                Thread.Sleep(Timeout.Infinite);
            }

            var child = start();
            Action registered = () => end(child);
            Ends.Add(registered);
            return (child, registered);
        }
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill(entireProcessTree: true);
        }
        catch (ArgumentException)
        {
            // It has ended by itself.
        }
        catch (Exception e) when (e is Win32Exception or AggregateException or InvalidOperationException)
        {
            Console.Error.WriteLine($"process {id} could not be ended: {e.Message}");
        }
    }
}
