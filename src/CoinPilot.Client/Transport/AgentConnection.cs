using System.Security.Cryptography;
using System.Text.Json;
using CoinPilot.Hosts;
using CoinPilot.Protocol;
using CoinPilot.Runs;

namespace CoinPilot.Transport;

/// <summary>The agent on one channel of a connection.</summary>
public sealed class AgentConnection : IHostAgent
{
    private readonly IHostSession session;
    private readonly HostIdentity identity;
    private readonly IAgentSource agents;
    private readonly string token = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private readonly OutgoingLines outgoing = new();
    private readonly CancellationTokenSource close = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<int, IAwaitedReply> awaited = [];
    private readonly Lock gate = new();
    private readonly Task<CommandResult> over;
    private Task? bringing;
    private int lastId;
    private int closed;

    /// <param name="takesAny">An agent of another version will do, where one is there that understands us.</param>
    public AgentConnection(IHostSession session, HostIdentity identity, IAgentSource agents, bool takesAny = false)
    {
        this.session = session;
        this.identity = identity;
        this.agents = agents;
        outgoing.TryAdd(new(0) { Scope = identity.Scope });
        over = session.RunAsync(
            AgentBootstrap.Command(agents, token, identity.IsRoot, takesAny), CommandInput.None.Then(outgoing), Take, Timeout.InfiniteTimeSpan, close.Token);
        _ = LeftBehind.Observed(over);
        _ = LeftBehind.Observed(ready.Task);
    }

    public string Description => session.Description;

    public async Task PrepareAsync(TimeSpan timeout, CancellationToken ct)
    {
        try
        {
            await WithinAsync(Task.WhenAny(ready.Task, over), timeout, ct).ConfigureAwait(false);
            if (over.IsCompleted && !ready.Task.IsCompleted)
            {
                throw await LoginProbe.ExplainAsync(session, identity, await over.ConfigureAwait(false)).ConfigureAwait(false);
            }

            await ready.Task.ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await CloseAsync().ConfigureAwait(false);
            throw new DeploymentException(
                $"{Description}: the agent had not started after {timeout.TotalSeconds:0} s. Next: log in there, and see what a shell waits for or prints before its first command.");
        }
    }

    public async Task<Reply<TAnswer>> AskAsync<TAnswer>(AgentRequest<TAnswer> request, AskOptions options, CancellationToken ct)
        where TAnswer : class
    {
        ct.ThrowIfCancellationRequested();
        AwaitedReply<TAnswer> reply = new(options.OnEvent);
        var id = Interlocked.Increment(ref lastId);
        lock (gate)
        {
            awaited.Add(id, reply);
        }

        ClientLine line = new(id)
        {
            Request = request,
            Payload = options.Payload?.Length,
            Digest = options.Payload?.Digest,
            IsOnlyAfterSuccess = options.IsOnlyAfterSuccess,
            IsBeside = options.IsBeside,
        };
        try
        {
            if (!outgoing.TryAdd(line, options.Payload is { Length: > 0 } payload ? new(id, payload) : null))
            {
                throw await UnsentAsync().ConfigureAwait(false);
            }

            await WithinAsync(Task.WhenAny(reply.Task, over), options.Limit, ct).ConfigureAwait(false);
            return reply.Task.IsCompleted ? await reply.Task.ConfigureAwait(false) : await UnansweredAsync(request, reply).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            outgoing.TryAdd(new(id) { IsCancelled = true });
            throw CommandTimedOutException.After(options.Limit, Description);
        }
        catch (OperationCanceledException)
        {
            outgoing.TryAdd(new(id) { IsCancelled = true });
            throw;
        }
        finally
        {
            Forget(id);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        await session.DisposeAsync().ConfigureAwait(false);
    }

    private async Task CloseAsync()
    {
        if (Interlocked.Exchange(ref closed, 1) == 0)
        {
            await close.CancelAsync().ConfigureAwait(false);
            await outgoing.DisposeAsync().ConfigureAwait(false);
            close.Dispose();
        }
    }

    // The limit is the host's: an agent that is made first, here, has as long again after it.
    private async Task WithinAsync(Task ended, TimeSpan limit, CancellationToken ct)
    {
        try
        {
            await ended.WaitAsync(limit, ct).ConfigureAwait(false);
        }
        catch (TimeoutException) when (bringing is not null)
        {
            await Task.WhenAny(bringing, ended).WaitAsync(ct).ConfigureAwait(false);
            await ended.WaitAsync(limit, ct).ConfigureAwait(false);
        }
    }

    // A host that was refused has closed the channel: who asks later is told that too.
    private async Task<ContactLostException> UnsentAsync()
    {
        if (ready.Task.IsFaulted)
        {
            await ready.Task.ConfigureAwait(false);
        }

        return ContactLostException.Of(Description, "the channel was closed", mayHaveRun: false, inner: null);
    }

    private async Task<Reply<TAnswer>> UnansweredAsync<TAnswer>(AgentRequest<TAnswer> request, AwaitedReply<TAnswer> reply)
        where TAnswer : class
    {
        // Without an agent nothing was run.
        var mayHaveRun = ready.Task.IsCompletedSuccessfully;
        if (ready.Task.IsFaulted)
        {
            await ready.Task.ConfigureAwait(false);
        }

        try
        {
            var result = await over.ConfigureAwait(false);
            if (!mayHaveRun)
            {
                throw await LoginProbe.ExplainAsync(session, identity, result).ConfigureAwait(false);
            }

            // The last line may have come with the end of the channel.
            return reply.Task.IsCompleted
                ? await reply.Task.ConfigureAwait(false)
                : new(null, new(FailureKind.Failed, [$"the agent was ended before it had answered {request.Verb}"], [], result.Error));
        }
        catch (ContactLostException lost)
        {
            throw ContactLostException.Of(Description, lost.Cause ?? lost.Message, mayHaveRun, lost);
        }
        catch (OperationCanceledException error)
        {
            throw ContactLostException.Of(Description, "the channel was closed", mayHaveRun, error);
        }
    }

    private void Forget(int id)
    {
        outgoing.Drop(id);
        lock (gate)
        {
            awaited.Remove(id);
        }
    }

    // On the thread that reads the channel, line by line.
    private void Take(string text)
    {
        if (!ready.Task.IsCompleted)
        {
            TakeFirst(text);
        }
        else if (text.StartsWith('{'))
        {
            TakeLine(Parse(text));
        }
    }

    private void TakeFirst(string text)
    {
        var words = text.Split('\t', 2);
        switch (words[0])
        {
            case AgentBootstrap.Needed when words.Length == 2 && words[1].StartsWith($"{token} ", StringComparison.Ordinal):
                bringing = BringAsync(HostMachine.Parse(words[1][(token.Length + 1)..]));
                break;
            case AgentBootstrap.Failed when words.Length == 2 && words[1].StartsWith($"{token} ", StringComparison.Ordinal):
                ready.TrySetException(new DeploymentException($"{Description}: {words[1][(token.Length + 1)..]}", FailureKind.BadInput));
                break;
            default:
                if (text.Contains(token, StringComparison.Ordinal) && text.StartsWith('{') && Parse(text).Hello is { } hello && hello.Token == token)
                {
                    Greet(hello);
                }

                break;
        }
    }

    // Beside the thread that reads the channel: an agent may have to be made first.
    private async Task BringAsync(HostMachine machine)
    {
        try
        {
            outgoing.SendAgent(token, await agents.GetAsync(machine, close.Token).ConfigureAwait(false) ?? throw new DeploymentException(
                $"{Description}: there is no agent for its architecture, {machine.Architecture}. CoinPilot deploys to x86_64 and aarch64 hosts.", FailureKind.BadInput));
        }
        catch (Exception error)
        {
            // Whoever waits for the agent gets it.
            ready.TrySetException(error);
            await CloseAsync().ConfigureAwait(false);
        }
    }

    private void Greet(AgentHello hello)
    {
        if (ProtocolVersion.Fits(hello.Oldest, hello.Protocol))
        {
            ready.TrySetResult();
            outgoing.Heard();
            return;
        }

        ready.TrySetException(new DeploymentException(
            $"{Description}: the agent there is of version {hello.Product}, which this client does not understand. Next: use a newer client.", FailureKind.BadInput));
        _ = CloseAsync();
    }

    private void TakeLine(AgentLine line)
    {
        if (line.Credit is { } credit)
        {
            outgoing.Credit(line.Id, credit);
        }

        IAwaitedReply? reply;
        lock (gate)
        {
            reply = awaited.GetValueOrDefault(line.Id);
        }

        try
        {
            if (line.Event is { } told)
            {
                reply?.Tell(told);
            }

            if (line.IsEnd)
            {
                reply?.End(line);
            }
        }
        catch (Exception error)
        {
            // For whoever waits, not for the thread that reads for others too.
            reply?.Fail(error);
        }
    }

    private static AgentLine Parse(string text) => JsonSerializer.Deserialize(text, ProtocolJson.Default.AgentLine)!;
}
