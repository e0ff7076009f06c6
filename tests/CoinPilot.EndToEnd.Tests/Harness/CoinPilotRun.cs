using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using CliWrap;
using Xunit;

namespace CoinPilot.Harness;

/// <summary>A run of the command line while it goes on: its lines as they come, and the operator's signals.</summary>
public sealed class CoinPilotRun : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);
    private readonly CancellationTokenSource kill = new(Limit);
    private readonly Channel<string> arriving = Channel.CreateUnbounded<string>();
    private readonly StringBuilder output = new();
    private readonly Lock gate = new();
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly CommandTask<CommandResult> running;
    private readonly Task<RunOutcome> end;
    private readonly string target;

    public CoinPilotRun(Command command, string target)
    {
        this.target = target;
        running = command
            .WithStandardOutputPipe(PipeTarget.ToDelegate(Take))
            .WithStandardErrorPipe(PipeTarget.ToDelegate(Take))
            .ExecuteAsync(kill.Token);
        end = WaitAsync();
    }

    /// <summary>Everything that was printed so far.</summary>
    public string Output
    {
        get
        {
            lock (gate)
            {
                return output.ToString();
            }
        }
    }

    /// <summary>
    /// The next line with these words in this order, whatever space is between them. Fails the test when
    /// the run ends without it.
    /// </summary>
    public async Task<string> LineAsync(string words)
    {
        await foreach (var line in arriving.Reader.ReadAllAsync(kill.Token))
        {
            if (string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Contains(words, StringComparison.Ordinal))
            {
                return line;
            }
        }

        Assert.Fail($"{target} ended without a line '{words}':\n{Output}");
        return "";
    }

    /// <summary>What Ctrl-C does.</summary>
    public void Interrupt() => Signal("INT");

    public void Terminate() => Signal("TERM");

    /// <summary>The machine that it ran on is gone: no code of it runs any more.</summary>
    public async Task<RunOutcome> KillAsync()
    {
        Signal("KILL");
        return await EndAsync();
    }

    public Task<RunOutcome> EndAsync() => end;

    public async ValueTask DisposeAsync()
    {
        await kill.CancelAsync();
        await Task.WhenAny(end);
        kill.Dispose();
    }

    private void Signal(string name)
    {
        using var sender = Process.Start("kill", [$"-{name}", $"{running.ProcessId}"]);
        sender.WaitForExit();
    }

    private void Take(string line)
    {
        lock (gate)
        {
            output.AppendLine(line);
        }

        arriving.Writer.TryWrite(line);
    }

    private async Task<RunOutcome> WaitAsync()
    {
        try
        {
            var result = await running;
            TestContext.Current.TestOutputHelper?.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"--- {target}: exit {result.ExitCode} after {clock.Elapsed.TotalSeconds:0.0} s\n{Output}"));
            return new(target, result.ExitCode, Output, clock.Elapsed);
        }
        catch (OperationCanceledException) when (clock.Elapsed >= Limit)
        {
            throw new TimeoutException($"{target} had not ended after {Limit.TotalMinutes:0} minutes:\n{Output}");
        }
        finally
        {
            arriving.Writer.Complete();
        }
    }
}
