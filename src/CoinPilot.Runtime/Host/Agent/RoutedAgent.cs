using CoinPilot.Protocol;

namespace CoinPilot.Host.Agent;

/// <summary>
/// Both halves of a host behind one interface, while the shell program's verbs move to the agent one by one: those that
/// the agent has go there, all others to the shell program. Goes with the shell program.
/// </summary>
public sealed class RoutedAgent(IHostAgent shell, IHostAgent agent) : IHostAgent
{
    private readonly Lock gate = new();
    private Task<bool> last = Task.FromResult(true);

    public string Description => agent.Description;

    public Task PrepareAsync(bool isForPreview, TimeSpan timeout, CancellationToken ct) =>
        Task.WhenAll(shell.PrepareAsync(isForPreview, timeout, ct), agent.PrepareAsync(isForPreview, timeout, ct));

    public Task<Reply<TAnswer>> AskAsync<TAnswer>(AgentRequest<TAnswer> request, AskOptions options, CancellationToken ct)
        where TAnswer : class
    {
        if (options.IsBeside)
        {
            return HalfOf(request).AskAsync(request, options, ct);
        }

        // In their order also where one half has this and the other one the next.
        lock (gate)
        {
            var asked = AskAfterAsync(last, request, options, ct);
            last = SucceededAsync(asked);
            return asked;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await shell.DisposeAsync().ConfigureAwait(false);
        await agent.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<Reply<TAnswer>> AskAfterAsync<TAnswer>(Task<bool> before, AgentRequest<TAnswer> request, AskOptions options, CancellationToken ct)
        where TAnswer : class
    {
        var succeeded = await before.WaitAsync(ct).ConfigureAwait(false);
        return options.IsOnlyAfterSuccess && !succeeded
            ? new(null, new(ExitStatus.Conflict, [$"{request.Verb} was not run, because what was asked for before it failed"], [], ""))
            : await HalfOf(request).AskAsync(request, options with { IsOnlyAfterSuccess = false }, ct).ConfigureAwait(false);
    }

    // One that was given up, or lost, has not ended well; its own caller is told why.
    private static async Task<bool> SucceededAsync<TAnswer>(Task<Reply<TAnswer>> asked)
        where TAnswer : class
    {
        await Task.WhenAny(asked).ConfigureAwait(false);
        return asked.IsCompletedSuccessfully && asked.Result.Failure is null;
    }

    // What is left for the agent to learn.
    private IHostAgent HalfOf(AgentRequest request) =>
        request is StageRequest ? shell : agent;
}
