using CoinPilot.Agent.Serving;
using CoinPilot.Protocol;
using CoinPilot.Runs;

namespace CoinPilot.Agent.Cli;

/// <summary>The agent as somebody on the host itself asks it: the same requests, with no connection between.</summary>
internal sealed class LocalAgent(IVerbs verbs, AgentScope scope) : IHostAgent
{
    private readonly Lock gate = new();
    private Task<bool> last = Task.FromResult(true);

    public string Description => Environment.MachineName;

    public string Contact => $"{Description}, on the host itself";

    public Task PrepareAsync(TimeSpan timeout, CancellationToken ct) => Task.CompletedTask;

    public Task<Reply<TAnswer>> AskAsync<TAnswer>(AgentRequest<TAnswer> request, AskOptions options, CancellationToken ct)
        where TAnswer : class
    {
        if (options.IsBeside)
        {
            return RunAsync(request, options, ct);
        }

        lock (gate)
        {
            var asked = AfterAsync(last, request, options, ct);
            last = SucceededAsync(asked);
            return asked;
        }
    }

    /// <summary>Waits for what is still under way: this process is the agent, and a confirmation is not over when it is said.</summary>
    public async ValueTask DisposeAsync()
    {
        Task under;
        lock (gate)
        {
            under = last;
        }

        await under.ConfigureAwait(false);
    }

    private async Task<Reply<TAnswer>> AfterAsync<TAnswer>(Task<bool> before, AgentRequest<TAnswer> request, AskOptions options, CancellationToken ct)
        where TAnswer : class
    {
        var succeeded = await before.WaitAsync(ct).ConfigureAwait(false);
        return options.IsOnlyAfterSuccess && !succeeded
            ? new(null, Answering.NotRun(request))
            : await RunAsync(request, options, ct).ConfigureAwait(false);
    }

    private async Task<Reply<TAnswer>> RunAsync<TAnswer>(AgentRequest<TAnswer> request, AskOptions options, CancellationToken ct)
        where TAnswer : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(options.Limit);
        Serving.RequestPayload? payload = options.Payload is { } given ? new(given.Content, given.Length, given.Digest) : null;
        VerbContext context = new(scope, payload, Tell);
        try
        {
            var (answer, failure) = await Answering.ReplyAsync(verbs, request, context, limit.Token).ConfigureAwait(false);
            return new((TAnswer?)answer, failure);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw CommandTimedOutException.After(options.Limit, Description);
        }

        ValueTask Tell(AgentEvent told)
        {
            options.OnEvent?.Invoke(told);
            return ValueTask.CompletedTask;
        }
    }

    // One that was given up has not ended well; its own caller is told why.
    private static async Task<bool> SucceededAsync<TAnswer>(Task<Reply<TAnswer>> asked)
        where TAnswer : class
    {
        await Task.WhenAny(asked).ConfigureAwait(false);
        return asked.IsCompletedSuccessfully && asked.Result.Failure is null;
    }
}
