using System.Collections.Immutable;
using System.Text;
using CliWrap;

namespace CoinPilot.Agent.Processes;

/// <summary>A program of the host, run to its end within a bound.</summary>
/// <param name="Bound">After that it is killed; its exit code is then 124, as <c>timeout</c>'s.</param>
public sealed record HostCommand(string Program, ImmutableArray<string> Arguments, TimeSpan Bound)
{
    public const int TimedOut = 124;

    /// <summary>The folder that it runs in: no file of anybody lies there.</summary>
    public string Folder { get; init; } = "/";

    public ImmutableDictionary<string, string?> Environment { get; init; } = ImmutableDictionary<string, string?>.Empty;

    public string? Input { get; init; }

    /// <summary>Its standard input where that is no text.</summary>
    public ReadOnlyMemory<byte>? InputBytes { get; init; }

    public static HostCommand Of(string program, TimeSpan bound, params ReadOnlySpan<string> arguments) => new(program, [.. arguments], bound);

    /// <summary>What it wrote, and its exit code; a program that is not there is 127, as a shell's.</summary>
    public async Task<CommandOutput> RunAsync(CancellationToken ct)
    {
        StringBuilder output = new();
        var ended = await RunAsync(PipeTarget.ToStringBuilder(output, Encoding.UTF8), ct).ConfigureAwait(false);
        return ended.ExitCode == TimedOut ? ended : ended with { Output = output.ToString() };
    }

    /// <summary>The same; what it writes to standard output is told line by line.</summary>
    public Task<CommandOutput> RunAsync(Action<string> onLine, CancellationToken ct) => RunAsync(PipeTarget.ToDelegate(onLine, Encoding.UTF8), ct);

    /// <summary>The same; what it writes to standard output goes to a stream.</summary>
    public Task<CommandOutput> RunAsync(Stream output, CancellationToken ct) => RunAsync(PipeTarget.ToStream(output), ct);

    private async Task<CommandOutput> RunAsync(PipeTarget output, CancellationToken ct)
    {
        using CancellationTokenSource limit = new(Bound);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        StringBuilder said = new();
        try
        {
            var result = await CliWrap.Cli.Wrap(Program)
                .WithArguments(Arguments)
                .WithWorkingDirectory(Folder)
                .WithEnvironmentVariables(Environment)
                .WithStandardInputPipe(InputBytes is { } bytes ? PipeSource.FromBytes(bytes) : Input is null ? PipeSource.Null : PipeSource.FromString(Input, Encoding.UTF8))
                .WithStandardOutputPipe(output)
                .WithStandardErrorPipe(PipeTarget.ToStringBuilder(said, Encoding.UTF8))
                .WithValidation(CommandResultValidation.None)
                .ExecuteAsync(stop.Token)
                .ConfigureAwait(false);
            return new(result.ExitCode, "", said.ToString());
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return new(TimedOut, "", $"{Program} did not end within {Bound.TotalSeconds:0} s");
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return new(127, "", $"{Program}: {missing.Message}");
        }
    }
}

/// <summary>How a program of the host ended.</summary>
public sealed record CommandOutput(int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>The lines that it wrote, without empty ones.</summary>
    public IEnumerable<string> Lines => Output.Split('\n').Where(line => line.Length > 0);
}
