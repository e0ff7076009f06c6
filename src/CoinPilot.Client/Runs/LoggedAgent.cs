using System.Globalization;
using System.Text.Json;
using CoinPilot.Protocol;
using CoinPilot.Reporting;

namespace CoinPilot.Runs;

/// <summary>An agent whose requests, events and answers stand in the run's log, with what they took.</summary>
internal sealed class LoggedAgent(IHostAgent agent, RunLog log, TimeProvider clock) : IHostAgent
{
    private static int connections;

    private readonly int connection = Interlocked.Increment(ref connections);
    private int last;
    private volatile bool isLeft;

    public string Description => agent.Description;

    public string Contact => agent.Contact;

    public async Task PrepareAsync(TimeSpan timeout, CancellationToken ct)
    {
        var begun = clock.GetTimestamp();
        await agent.PrepareAsync(timeout, ct).ConfigureAwait(false);
        log.Write($"#{connection} {agent.Contact}: the agent serves, after {Since(begun)}");
    }

    public async Task<Reply<TAnswer>> AskAsync<TAnswer>(AgentRequest<TAnswer> request, AskOptions options, CancellationToken ct)
        where TAnswer : class
    {
        var about = $"#{connection}.{Interlocked.Increment(ref last)} {request.Verb}";
        var begun = clock.GetTimestamp();
        log.Write($"{about} → {string.Join(' ', request.Words)}{(options.Payload is { } payload ? $" with {payload.Length} bytes" : "")}");
        try
        {
            var reply = await agent.AskAsync(request, options with { OnEvent = Tell }, ct).ConfigureAwait(false);
            log.Write($"{about} ← after {Since(begun)}: {(reply.Failure is { } failure ? $"{failure.ExitCode} {failure}\n{failure.Noise}".TrimEnd() : "")}{TextOf(reply.Answer)}");
            return reply;
        }
        catch (Exception error)
        {
            var how = isLeft || error is OperationCanceledException ? "this client no longer waits for the end of it" : $"{error.GetType().Name}: {error.Message}";
            log.Write($"{about} ← after {Since(begun)}: {how}");
            throw;
        }

        void Tell(AgentEvent told)
        {
            // What services write is not this run's.
            if (told is not (LogWritten or StillAtWork))
            {
                log.Write($"{about} · {JsonSerializer.Serialize(told, ProtocolJson.Default.AgentEvent)}");
            }

            options.OnEvent?.Invoke(told);
        }
    }

    public ValueTask DisposeAsync()
    {
        isLeft = true;
        return agent.DisposeAsync();
    }

    private static string TextOf(object? answer) => answer is null ? "" : JsonSerializer.Serialize(answer, answer.GetType(), ProtocolJson.Default);

    private string Since(long begun) => string.Create(CultureInfo.InvariantCulture, $"{clock.GetElapsedTime(begun).TotalMilliseconds:0} ms");
}
