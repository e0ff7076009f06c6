using System.Text.Json;
using CoinPilot.Protocol;

namespace CoinPilot.Agent.Serving;

/// <summary>The last line of a request: its answer, or why there is none.</summary>
internal static class Answering
{
    /// <summary>Never throws: what nobody foresaw is said to the operator with its reason.</summary>
    public static async Task<AgentLine> OfAsync(int id, IVerbs verbs, AgentRequest request, VerbContext context, CancellationToken ct)
    {
        try
        {
            var (answer, failure) = await ReplyAsync(verbs, request, context, ct).ConfigureAwait(false);
            return new(id) { IsEnd = true, Answer = answer is null ? null : Written(answer), Failure = failure };
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return new(id) { IsEnd = true, Failure = new(FailureKind.Failed, [$"{request.Verb} was interrupted: the client is gone, or gave it up"], ["run the command again"], "") };
        }
        catch (InvalidOperationException notOfTheContract)
        {
            return new(id) { IsEnd = true, Failure = Unforeseen(request, notOfTheContract) };
        }
    }

    /// <summary>The same for who asks without a connection; throws only when it is cancelled.</summary>
    public static async Task<(object? Answer, VerbFailure? Failure)> ReplyAsync(IVerbs verbs, AgentRequest request, VerbContext context, CancellationToken ct)
    {
        try
        {
            ct.ThrowIfCancellationRequested();
            return await verbs.RunAsync(request, context, ct).ConfigureAwait(false);
        }
        catch (VerbFailedException failed)
        {
            return (null, failed.Failure);
        }
        catch (DeploymentException refused)
        {
            return (null, VerbFailure.Of(refused));
        }
        catch (Exception unforeseen) when (unforeseen is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            return (null, Unforeseen(request, unforeseen));
        }
    }

    /// <summary>The request before it, which it stands on, failed.</summary>
    public static VerbFailure NotRun(AgentRequest request) =>
        new(FailureKind.Conflict, [$"{request.Verb} was not run, because what was asked for before it failed"], ["mend that first, then run the command again"], "");

    private static VerbFailure Unforeseen(AgentRequest request, Exception error) =>
        new(FailureKind.Failed, [$"{request.Verb} ended unexpectedly: {error.Message}"], [], error.ToString());

    private static JsonElement Written(object answer) => JsonSerializer.SerializeToElement(
        answer, ProtocolJson.Default.GetTypeInfo(answer.GetType()) ?? throw new InvalidOperationException($"{answer.GetType().Name} is no answer of the contract."));
}
