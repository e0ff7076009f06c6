using System.Collections.Concurrent;
using System.Security.Cryptography;
using CoinPilot.Agent;
using CoinPilot.Agent.Serving;
using CoinPilot.Protocol;
using CoinPilot.Releases;

namespace CoinPilot.Serving;

/// <summary>Verbs that end as their release's name says: slow ones when a test lets them.</summary>
internal sealed class FakeVerbs : IVerbs
{
    private readonly ConcurrentQueue<string> begun = new();
    private readonly ConcurrentQueue<string> cancelled = new();
    private readonly ConcurrentQueue<string> ended = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> gates = new();

    public IEnumerable<string> Begun => begun;

    public IEnumerable<string> Cancelled => cancelled;

    public IEnumerable<string> Ended => ended;

    public void Release(string name) => Gate(name).TrySetResult();

    public async Task UntilBegunAsync(string name)
    {
        for (var tries = 0; !begun.Contains(name) && tries < 30000; tries++)
        {
            await Task.Delay(10);
        }
    }

    public async Task<(object Answer, VerbFailure? Failure)> RunAsync(AgentRequest request, VerbContext context, CancellationToken ct)
    {
        switch (request)
        {
            case HistoryRequest:
                return (new HistoryAnswer([$"history of {context.Scope.App} by {context.Scope.By}"]), null);
            case ExplainRequest { Services: var services }:
                return (new ExplainAnswer([.. services.Select(service => new LastWords(service, "", ""))]), null);
            case RevertRequest:
                return (new RevertAnswer("old", "", DateTimeOffset.UnixEpoch), new(FailureKind.RollbackFailed, ["old is back, but not whole"], ["look at it"], ""));
            case SwitchRequest { Release: var name }:
                begun.Enqueue(name);
                await Gate(name).Task;
                ended.Enqueue(name);
                return (new SwitchAnswer(DateTimeOffset.UnixEpoch), null);
            case StageRequest { Release: "stuck" }:
                await Gate("stuck").Task;
                throw Refused();
            case StageRequest:
                var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(context.Payload!.Content, ct));
                return (new ImagesAnswer([new("web", "web:1", $"{digest} {context.Payload.Digest}", null)]), null);
            case StartRequest { Release: var name }:
                await StartAsync(name, context, ct);
                return (new StartAnswer(0, ""), null);
            default:
                throw new InvalidOperationException($"Nobody said how {request.Verb} ends.");
        }
    }

    private async Task StartAsync(string name, VerbContext context, CancellationToken ct)
    {
        begun.Enqueue(name);
        switch (name)
        {
            case "slow":
                try
                {
                    await Gate(name).Task.WaitAsync(ct);
                }
                catch (OperationCanceledException)
                {
                    cancelled.Enqueue(name);
                    throw;
                }

                break;
            case "endless":
                await context.SayAsync("begun");
                await Task.Delay(Timeout.Infinite, ct);
                break;
            case "refused":
                throw Refused();
            case "later":
                _ = ReleaseConf.Parse("format='9'\nrelease='later'\n");
                break;
            case "broken":
                throw new InvalidOperationException("on purpose");
            case "tells":
                for (var number = 0; number < 1000; number++)
                {
                    await context.SayAsync($"{number}");
                }

                break;
            default:
                break;
        }
    }

    private static VerbFailedException Refused() => new(FailureKind.BadInput, "refused, as asked", "ask otherwise");

    private TaskCompletionSource Gate(string name) => gates.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
