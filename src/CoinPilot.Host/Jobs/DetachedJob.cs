using System.Collections.Immutable;
using System.Text.Json;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Serving;
using CoinPilot.Agent.Systemd;
using CoinPilot.Protocol;

namespace CoinPilot.Agent.Jobs;

/// <summary>A request that runs as a unit of its own, which outlives the client; a second call joins the first (D016).</summary>
/// <remarks>Its lines are the contract's, in a file in memory: a full disk takes neither the request nor the answer away.</remarks>
internal sealed class DetachedJob(HostParts host, VerbContext context, string name)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(0.01);

    // Only a job that died needs the question.
    private const int BeatsPerQuestion = 50;

    public const string Start = "start";
    public const string Reverting = "reverting";

    private static readonly string[] Names = [Start, Reverting];


    private readonly string unit = $"{context.Scope.App}-{name}.service";

    /// <summary>The lines of a job, where it writes them and its callers read them.</summary>
    public static string OutputOf(string app, string name) => $"/run/coinpilot-{app}.{name}.out";

    /// <summary>Everything that jobs of an app leave behind.</summary>
    public static IEnumerable<string> FilesOf(string app) => Names.SelectMany(name => (string[])[OutputOf(app, name), RequestOf(app, name)]);

    private string Output => OutputOf(context.Scope.App, name);

    private string RequestFile => RequestOf(context.Scope.App, name);

    private static string RequestOf(string app, string name) => $"/run/coinpilot-{app}.{name}.job";

    /// <summary>
    /// The answer, with the events that came before it. Throws <see cref="VerbFailedException"/>: 30 when the job was
    /// ended before it was done.
    /// </summary>
    /// <param name="ct">Nobody waits any more; the job goes on.</param>
    public async Task<(object Answer, VerbFailure? Failure)> RunAsync<TAnswer>(AgentRequest<TAnswer> request, CancellationToken ct)
        where TAnswer : class
    {
        if (!await IsRunningAsync(ct).ConfigureAwait(false))
        {
            await BeginAsync(request, ct).ConfigureAwait(false);
        }

        // The job's own last line ends the wait; systemd is asked seldom, for the case that the job died before it wrote one.
        var told = 0;
        for (var beats = 1; ; beats++)
        {
            var isRunning = beats % BeatsPerQuestion != 0 || await IsRunningAsync(ct).ConfigureAwait(false);
            var lines = Lines();
            told = await TellAsync(lines, told).ConfigureAwait(false);
            if (lines.FirstOrDefault(line => line.IsEnd) is { } end)
            {
                return (end.Answer is { } answer ? answer.Deserialize(typeof(TAnswer), ProtocolJson.Default)! : throw new VerbFailedException(end.Failure!), end.Failure);
            }

            if (!isRunning && lines.IsEmpty)
            {
                throw NotBegun(request, "it ended without a word");
            }

            if (!isRunning)
            {
                throw new VerbFailedException(
                    FailureKind.Conflict, $"{request.Verb} was ended before it was done", $"somebody may be reverting: {Commands.Anywhere("Status", context.Scope.App)}");
            }

            await host.Clock.DelayAsync(Beat, ct).ConfigureAwait(false);
        }
    }

    private async Task BeginAsync(AgentRequest request, CancellationToken ct)
    {
        try
        {
            host.Files.Remove(Output);
            host.Files.Put(RequestFile, JsonSerializer.Serialize(new JobFile(context.Scope, request), ProtocolJson.Default.JobFile), DurableFiles.Private);
        }
        catch (IOException error)
        {
            throw NotBegun(request, error.Message, error);
        }

        TransientUnit job = new(
            unit, [host.ProgramPath, "job", name, "--file", RequestFile], ["Type=exec", "TimeoutStopSec=5", "UMask=0077", "StandardOutput=journal", "StandardError=journal"]);

        // Another call may have begun it a moment ago: then it is joined.
        if (await host.Systemd.RunTransientAsync(job, ct).ConfigureAwait(false) is { } why && !host.Systemd.IsTransient(unit))
        {
            throw NotBegun(request, why);
        }
    }

    // What never began has touched nothing.
    private VerbFailedException NotBegun(AgentRequest request, string why, Exception? inner = null) => new(
        FailureKind.BadInput, $"{request.Verb} could not begin as {unit}: {why}", $"see whether there is room in memory: df -h /run; then journalctl -u {unit}, systemctl status", inner);

    private async Task<bool> IsRunningAsync(CancellationToken ct) =>
        host.Systemd.IsTransient(unit)
        && (await host.Systemd.ShowAsync([unit], ["ActiveState"], ct).ConfigureAwait(false))[0]["ActiveState"] is "active" or "activating" or "deactivating";

    private async Task<int> TellAsync(ImmutableArray<AgentLine> lines, int from)
    {
        var events = lines.Select(line => line.Event).OfType<AgentEvent>().ToArray();
        foreach (var told in events.Skip(from))
        {
            await context.Tell(told).ConfigureAwait(false);
        }

        return events.Length;
    }

    // A line that is still being written is read the next time.
    private ImmutableArray<AgentLine> Lines()
    {
        var text = host.Files.ReadText(Output) ?? "";
        return
        [
            .. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonSerializer.Deserialize(line, ProtocolJson.Default.AgentLine)!),
        ];
    }
}
