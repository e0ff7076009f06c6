using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Transaction;
using CoinPilot.Protocol;

namespace CoinPilot.Agent.Staging;

/// <summary>Gives an older release its images back, when somebody asks for it.</summary>
internal sealed class RestoreVerb(TransactionParts parts)
{
    private const string Verb = "restore";
    private const string Gone = "interrupted: the client is gone";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async Task<ImagesAnswer> RunAsync(RestoreRequest request, CancellationToken ct)
    {
        var release = ReleaseWord.Require(request.Release);
        var host = await new ObserveVerb(parts).SeeAsync(new([], Repairs: false, SeesStart: false), ct).ConfigureAwait(false);
        HostNeeds needs = new(parts);
        await needs.DemandAsync(host.State, ct).ConfigureAwait(false);
        var conf = parts.Shelf.ConfOf(release) ?? throw new VerbFailedException(FailureKind.BadInput, $"there is no release {release} on this host", parts.Look);
        needs.DemandEnvFile(conf);
        using var stage = await parts.Lock.TryStageAsync(Patience, ct).ConfigureAwait(false) ?? throw StageNote.Refusal(parts);
        using var note = StageNote.Write(parts);
        parts.Journal.Record(Verb, "started", release);
        try
        {
            await new ImageRestore(parts).RestoreAsync(release, conf, request.Wanted, ct).ConfigureAwait(false);
            ImageReport report = new(parts, release, conf);
            var answer = report.ToAnswer(await report.ReadAsync(ct).ConfigureAwait(false));
            parts.Journal.Record(Verb, "done", release);
            return answer;
        }
        catch (Exception error)
        {
            parts.Journal.Record(Verb, "failed", release, error is VerbFailedException { Failure.Errors: [var why, ..] } ? why : error is OperationCanceledException ? Gone : error.Message);
            throw;
        }
    }
}
