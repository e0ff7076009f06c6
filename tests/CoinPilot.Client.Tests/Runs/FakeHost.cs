using System.Collections.Concurrent;
using System.Diagnostics;
using CoinPilot.Protocol;

namespace CoinPilot.Runs;

/// <summary>A host that answers each request as a test says.</summary>
internal sealed class FakeHost
{
    private readonly ConcurrentDictionary<Type, Reaction> reactions = new();
    private readonly ConcurrentQueue<Type> asked = new();

    /// <summary>A request's answer, and the events before it.</summary>
    public FakeHost On<TRequest>(object answer, params AgentEvent[] told) => Set<TRequest>(new() { Answer = answer, Told = told });

    /// <summary>A request that fails.</summary>
    public FakeHost Fails<TRequest>(FailureKind kind, string error, object? answer = null) =>
        Set<TRequest>(new() { Answer = answer, Failure = new(kind, [error], [], "") });

    /// <summary>A request that never ends.</summary>
    public FakeHost HangsAt<TRequest>() => Set<TRequest>(new() { Hangs = true });

    /// <summary>A request that the connection is lost at.</summary>
    public FakeHost LosesContactAt<TRequest>() => Set<TRequest>(new() { IsLost = true });

    public Task<IHostAgent> ConnectAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return Task.FromResult<IHostAgent>(new Agent(this));
    }

    /// <summary>Waits until a request has reached it; for five minutes at most.</summary>
    public async Task UntilAskedAsync<TRequest>(CancellationToken ct)
    {
        for (var begun = Stopwatch.StartNew(); !asked.Contains(typeof(TRequest)) && begun.Elapsed < TimeSpan.FromMinutes(5);)
        {
            await Task.Delay(10, ct);
        }
    }

    private FakeHost Set<TRequest>(Reaction reaction)
    {
        reactions[typeof(TRequest)] = reaction;
        return this;
    }

    private Reaction ReactionTo(AgentRequest request)
    {
        asked.Enqueue(request.GetType());
        return reactions.TryGetValue(request.GetType(), out var known) ? known : throw new InvalidOperationException($"Nobody said how {request.Verb} ends.");
    }

    private sealed class Agent(FakeHost host) : IHostAgent
    {
        public string Description => "root@fake:22";

        public Task PrepareAsync(TimeSpan timeout, CancellationToken ct) => Task.CompletedTask;

        public async Task<Reply<TAnswer>> AskAsync<TAnswer>(AgentRequest<TAnswer> request, AskOptions options, CancellationToken ct)
            where TAnswer : class
        {
            var reaction = host.ReactionTo(request);
            foreach (var told in reaction.Told)
            {
                options.OnEvent?.Invoke(told);
            }

            if (reaction.IsLost)
            {
                throw new ContactLostException($"lost at {request.Verb}");
            }

            if (reaction.Hangs)
            {
                await Task.Delay(Timeout.Infinite, ct);
            }

            return new((TAnswer?)reaction.Answer, reaction.Failure);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed record Reaction
    {
        public object? Answer { get; init; }

        public VerbFailure? Failure { get; init; }

        public IReadOnlyList<AgentEvent> Told { get; init; } = [];

        public bool Hangs { get; init; }

        public bool IsLost { get; init; }
    }
}
