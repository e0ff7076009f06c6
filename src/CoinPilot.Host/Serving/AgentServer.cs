using System.Text.Json;
using CoinPilot.Protocol;

namespace CoinPilot.Agent.Serving;

/// <summary>
/// One connection: requests in the order in which they were asked, or beside each other where the client says so, until
/// the client's bytes end. What is under way then is told that the client is gone, and waited for.
/// </summary>
internal sealed class AgentServer(Stream input, OutgoingLines lines, IVerbs verbs, string token, string product)
{
    private readonly Dictionary<int, Running> running = [];
    private Task<bool> last = Task.FromResult(true);
    private AgentScope? scope;

    public async Task RunAsync()
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(lines.ClientGone);
        await lines.AddAsync(new(0) { Hello = new(ProtocolVersion.Current, ProtocolVersion.Oldest, product, token) }).ConfigureAwait(false);
        LineReader reader = new(input);
        try
        {
            while (await reader.ReadLineAsync(gone.Token).ConfigureAwait(false) is { } line)
            {
                await TakeAsync(Parse(line.Span), reader, gone.Token).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or InvalidDataException or JsonException)
        {
            // Whatever came after it can't be understood any more; who waits for a payload is told why.
            Break(error);
        }

        await gone.CancelAsync().ConfigureAwait(false);
        Break(new EndOfStreamException("the client is gone"));
        await Task.WhenAll(Under().Select(one => one.Work)).ConfigureAwait(false);
    }

    private static ClientLine Parse(ReadOnlySpan<byte> line) =>
        JsonSerializer.Deserialize(line, ProtocolJson.Default.ClientLine) ?? throw new JsonException("A line from the client is empty.");

    private async Task TakeAsync(ClientLine line, LineReader reader, CancellationToken gone)
    {
        if (line.Scope is not null)
        {
            scope = line.Scope;
        }

        if (line.Chunk is { } count)
        {
            var payload = Find(line.Id)?.Payload;
            await reader.CopyAsync(count, bytes => payload?.AddAsync(bytes) ?? ValueTask.CompletedTask, gone).ConfigureAwait(false);
        }

        if (line.IsCancelled && Find(line.Id) is { } unwanted)
        {
            await unwanted.Stop.CancelAsync().ConfigureAwait(false);
        }

        if (line.Request is { } request)
        {
            Begin(line, request, gone);
        }
    }

    private void Begin(ClientLine line, AgentRequest request, CancellationToken gone)
    {
        var about = scope ?? throw new InvalidDataException("The client asked before it said what it is about.");
        var payload = line.Payload is { } length ? new IncomingPayload(length, line.Digest, count => lines.AddAsync(new(line.Id) { Credit = count })) : null;
        Running one = new(payload, CancellationTokenSource.CreateLinkedTokenSource(gone));
        VerbContext context = new(about, payload?.ForRequest(), told => lines.AddAsync(new(line.Id) { Event = told }));
        var before = line.IsBeside ? Task.FromResult(true) : last;
        lock (running)
        {
            running.Add(line.Id, one);
        }

        var work = RunAsync(line, request, context, before, one);
        one.Work = work;
        if (!line.IsBeside)
        {
            last = work;
        }
    }

    // Whether it ended well.
    private async Task<bool> RunAsync(ClientLine line, AgentRequest request, VerbContext context, Task<bool> before, Running one)
    {
        // The loop that reads the client's bytes goes on meanwhile.
        await Task.Yield();
        var succeeded = await before.ConfigureAwait(false);
        var end = line.IsOnlyAfterSuccess && !succeeded
            ? new(line.Id) { IsEnd = true, Failure = Answering.NotRun(request) }
            : await Answering.OfAsync(line.Id, verbs, request, context, one.Stop.Token).ConfigureAwait(false);
        lock (running)
        {
            running.Remove(line.Id);
        }

        await lines.AddAsync(end).ConfigureAwait(false);
        return end.Failure is null;
    }

    private Running? Find(int id)
    {
        lock (running)
        {
            return running.GetValueOrDefault(id);
        }
    }

    private Running[] Under()
    {
        lock (running)
        {
            return [.. running.Values];
        }
    }

    private void Break(Exception why)
    {
        foreach (var one in Under())
        {
            one.Payload?.Break(why);
        }
    }

    private sealed class Running(IncomingPayload? payload, CancellationTokenSource stop)
    {
        public IncomingPayload? Payload => payload;

        public CancellationTokenSource Stop => stop;

        public Task Work { get; set; } = Task.CompletedTask;
    }
}
