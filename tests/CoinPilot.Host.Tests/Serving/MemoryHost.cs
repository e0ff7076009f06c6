using System.Collections.Immutable;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using CoinPilot.Agent.Serving;
using CoinPilot.Transport;
using CoinPilot.Hosts;
using CoinPilot.Releases;
using CoinPilot.Runs;

namespace CoinPilot.Serving;

/// <summary>A host in memory that does what the bootstrap does, and then serves by the agent's own server.</summary>
internal sealed class MemoryHost(IVerbs verbs) : IDisposable
{
    private readonly CancellationTokenSource killed = new();
    private readonly TaskCompletionSource clientEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource served = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the agent's process has begun.</summary>
    public Task UntilServedAsync() => served.Task.WaitAsync(TimeSpan.FromMinutes(2));

    /// <summary>Ends when the client sends no more.</summary>
    public Task ClientEnded => clientEnded.Task;

    public bool LacksAgent { get; set; }

    /// <summary>How long the client needs to make one.</summary>
    public TimeSpan AgentTakes { get; set; }

    public string Architecture { get; set; } = "x86_64";

    public string LoginPrints { get; set; } = "";

    /// <summary>The agent that was brought there; null when none was.</summary>
    public byte[]? Installed { get; private set; }

    /// <summary>Ends with the agent's process.</summary>
    public Task? Served { get; private set; }

    public IHostAgent Connect() => new AgentConnection(new Session(this), new(AppName.Parse("shop"), "shop-compose.service", "root", "me", "here"), new Agents(AgentTakes));

    public void Dispose() => killed.Dispose();

    /// <summary>The agent's process is ended from outside.</summary>
    public void Kill() => killed.Cancel();

    private async Task<CommandResult> RunAsync(string command, Stream input, Action<string> say, CancellationToken ct)
    {
        Array.ForEach(LoginPrints.Split('\n'), say);
        var token = command.Split(' ')[^6];
        LineReader lines = new(input);
        if (LacksAgent)
        {
            say($"{AgentBootstrap.Needed}\t{token} {Architecture}");
            string? line;
            do
            {
                line = await lines.ReadLineAsync(ct) is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : throw new OperationCanceledException("no agent came");
            }
            while (!line.StartsWith($"agent {token} ", StringComparison.Ordinal));

            using MemoryStream packed = new();
            await lines.CopyAsync(int.Parse(line.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture), async some => await packed.WriteAsync(some), ct);
            packed.Position = 0;
            using GZipStream unpacked = new(packed, CompressionMode.Decompress);
            using MemoryStream program = new();
            await unpacked.CopyToAsync(program, ct);
            Installed = program.ToArray();
        }

        Pipe answers = new();
        Served = ServeAsync(new RestOf(lines), answers.Writer.AsStream(), token);
        served.TrySetResult();
        using StreamReader reader = new(answers.Reader.AsStream());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, killed.Token);
        try
        {
            while (await reader.ReadLineAsync(stop.Token) is { } line)
            {
                say(line);
            }
        }
        catch (OperationCanceledException) when (killed.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return new(null, "", "") { Signal = "KILL" };
        }

        return new(0, "", "");
    }

    private async Task ServeAsync(Stream input, Stream output, string token)
    {
        await using (output)
        await using (OutgoingLines lines = new(output))
        {
            await new AgentServer(input, lines, verbs, token, "test").RunAsync();
        }
    }

    // As the thread that writes to a channel: it blocks in the client's stream.
    private Stream Pumped(Stream source)
    {
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 256 * 1024, resumeWriterThreshold: 128 * 1024));
        Thread writer = new(() =>
        {
            var buffer = new byte[32 * 1024];
            int read;
            while ((read = source.Read(buffer, 0, buffer.Length)) > 0)
            {
                pipe.Writer.WriteAsync(buffer.AsMemory(0, read)).AsTask().GetAwaiter().GetResult();
            }

            pipe.Writer.Complete();
            clientEnded.TrySetResult();
        })
        {
            IsBackground = true,
        };
        writer.Start();
        return pipe.Reader.AsStream();
    }

    private sealed class Agents(TimeSpan takes) : IAgentSource
    {
        public ImmutableArray<string> DigestsOf(string architecture) => [];

        public async Task<AgentFile?> GetAsync(HostMachine machine, CancellationToken ct)
        {
            await Task.Delay(takes, ct);
            return machine.Architecture == "x86_64" ? AgentFile.Of(Encoding.ASCII.GetBytes($"the agent for {machine.Architecture}")) : null;
        }
    }

    private sealed class Session(MemoryHost host) : IHostSession
    {
        public string Description => "root@memory:22";

        public Task<CommandResult> RunAsync(string shellText, CommandInput input, Action<string>? onOutputLine, TimeSpan timeout, CancellationToken ct) =>
            Task.Run(() => host.RunAsync(shellText, host.Pumped(input.Parts[^1]), onOutputLine!, ct), ct);

        public Task<IHostSession> AnotherAsync(CancellationToken ct) => Task.FromResult<IHostSession>(this);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    // What a reader of lines has not taken yet.
    private sealed class RestOf(LineReader lines) : ForwardStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => await lines.ReadSomeAsync(buffer, cancellationToken);
    }
}
