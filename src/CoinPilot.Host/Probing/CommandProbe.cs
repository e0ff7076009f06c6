using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Processes;

namespace CoinPilot.Agent.Probing;

/// <summary>
/// A program of the host in a group of its own, which ends with it: what a question leaves in the background would be there
/// once more after each of them.
/// </summary>
internal static class CommandProbe
{
    // setsid(2), and then the program in the same process: so its id is its group's.
    private const string NewGroup = "/usr/bin/setsid";

    // Whoever left the group may still hold the pipes.
    private static readonly TimeSpan PipeBound = TimeSpan.FromSeconds(0.25);

    public static async Task<ProbeOutcome> RunAsync(ImmutableArray<string> words, string folder, CancellationToken ct)
    {
        using Process process = new() { StartInfo = Started(words, folder) };
        try
        {
            process.Start();
        }
        catch (Win32Exception error)
        {
            return new($"could not be started: {error.Message}");
        }

        process.StandardInput.Close();
        OutputTail tail = new();
        using CancellationTokenSource reading = new();
        var pumps = Task.WhenAll(tail.ReadAsync(process.StandardOutput.BaseStream, reading.Token), tail.ReadAsync(process.StandardError.BaseStream, reading.Token));
        try
        {
            await process.WaitForExitAsync(ct).ConfigureAwait(false);
        }
        finally
        {
            Libc.KillGroup(process.Id);
            if (!process.HasExited)
            {
                process.Kill(); // it had not become its group yet
            }

            reading.CancelAfter(PipeBound);
            await pumps.ConfigureAwait(false);
        }

        return process.ExitCode == 0 ? ProbeOutcome.Passed : new(string.Create(CultureInfo.InvariantCulture, $"ended with {process.ExitCode}"), tail.Text);
    }

    private static ProcessStartInfo Started(ImmutableArray<string> words, string folder)
    {
        ProcessStartInfo start = new(NewGroup, words)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in CleanEnvironment.With())
        {
            if (value is not null)
            {
                start.Environment[name] = value;
            }
        }

        return start;
    }

    /// <summary>The end of what two pipes bring.</summary>
    private sealed class OutputTail
    {
        private const int Longest = 4 * 1024;

        private readonly Lock gate = new();
        private byte[] kept = [];

        public string Text
        {
            get
            {
                lock (gate)
                {
                    return Encoding.UTF8.GetString(kept);
                }
            }
        }

        public async Task ReadAsync(Stream stream, CancellationToken ct)
        {
            var buffer = new byte[Longest];
            try
            {
                for (int read; (read = await stream.ReadAsync(buffer, ct).ConfigureAwait(false)) > 0;)
                {
                    lock (gate)
                    {
                        byte[] all = [.. kept, .. buffer.AsSpan(0, read)];
                        kept = all[Math.Max(0, all.Length - Longest)..];
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // The program has ended, and somebody else holds its pipe: what it wrote is here.
            }
        }
    }
}
