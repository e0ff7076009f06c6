using System.Text.Json;
using CoinPilot.Protocol;

namespace CoinPilot.Transport;

/// <summary>A request that was sent, until its answer is here.</summary>
internal interface IAwaitedReply
{
    void Tell(AgentEvent told);

    void End(AgentLine line);

    void Fail(Exception error);
}

internal sealed class AwaitedReply<TAnswer>(Action<AgentEvent>? onEvent) : IAwaitedReply
    where TAnswer : class
{
    // One thread reads the answers; who waits goes on elsewhere.
    private readonly TaskCompletionSource<Reply<TAnswer>> reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<Reply<TAnswer>> Task => reply.Task;

    public void Tell(AgentEvent told) => onEvent?.Invoke(told);

    public void End(AgentLine line) => reply.TrySetResult(new(line.Answer is { } answer ? (TAnswer?)answer.Deserialize(typeof(TAnswer), ProtocolJson.Default) : null, line.Failure));

    public void Fail(Exception error) => reply.TrySetException(error);
}
