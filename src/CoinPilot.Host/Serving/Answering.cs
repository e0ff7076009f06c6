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
            ct.ThrowIfCancellationRequested();
            var (answer, failure) = await verbs.RunAsync(request, context, ct).ConfigureAwait(false);
            var info = ProtocolJson.Default.GetTypeInfo(answer.GetType()) ?? throw new InvalidOperationException($"{answer.GetType().Name} is no answer of the contract.");
            return new(id) { IsEnd = true, Answer = JsonSerializer.SerializeToElement(answer, info), Failure = failure };
        }
        catch (VerbFailedException failed)
        {
            return new(id) { IsEnd = true, Failure = failed.Failure };
        }
        catch (DeploymentException refused)
        {
            return new(id) { IsEnd = true, Failure = VerbFailure.Of(refused) };
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return Failed(id, ExitStatus.Failure, $"{request.Verb} was interrupted: the client is gone, or gave it up", "run the command again");
        }
        catch (Exception unforeseen)
        {
            return new(id) { IsEnd = true, Failure = new(ExitStatus.Failure, [$"{request.Verb} ended unexpectedly: {unforeseen.Message}"], [], unforeseen.ToString()) };
        }
    }

    /// <summary>The request before it, which it stands on, failed.</summary>
    public static VerbFailure NotRun(AgentRequest request) =>
        new(ExitStatus.Conflict, [$"{request.Verb} was not run, because what was asked for before it failed"], ["mend that first, then run the command again"], "");

    private static AgentLine Failed(int id, int exitCode, string error, string fix) => new(id) { IsEnd = true, Failure = new(exitCode, [error], [fix], "") };
}
