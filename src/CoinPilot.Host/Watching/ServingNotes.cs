using System.Collections.Immutable;
using System.Text;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Watching;

/// <summary>
/// What is seen of a stack's containers from a switch to its end, by whichever program is at it. Docker keeps neither a
/// replaced container nor, for long, what happened to it: 256 events of the whole host, of which a healthcheck uses up
/// three each time (D102).
/// </summary>
internal sealed class ServingNotes(HostParts host, AppPlaces places, string project, Func<string, ValueTask> warn)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    // What the engine had not told yet at the last look.
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(2);

    private DateTimeOffset? seen;

    private ServingLog? Log => host.Files.ReadText(places.Serving) is { } text ? ServingLog.TryParse(text) : null;

    /// <summary>Before anything is changed: who serves. What can't be noted is not known later, and changes nothing else.</summary>
    public async ValueTask BeginAsync(string release, IEnumerable<ContainerState> containers)
    {
        try
        {
            host.Files.Remove(places.Serving);
            host.Files.Write(places.Serving, Encoding.UTF8.GetBytes(ServingLog.Begin(release, host.Clock.Now, containers)), DurableFiles.Private);
        }
        catch (IOException error)
        {
            await warn($"how long services will be down for it can't be measured: {error.Message}").ConfigureAwait(false);
        }
    }

    /// <summary>Notes what happens as long as some work lasts.</summary>
    public async Task<T> DuringAsync<T>(Task<T> work, CancellationToken ct)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var noting = NoteWhileAsync(work, over.Token);
        try
        {
            return await work.ConfigureAwait(false);
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await noting.ConfigureAwait(false);
        }
    }

    /// <summary>Notes what has happened since the last time. An engine that is silent is asked again the next time.</summary>
    public async Task NoteAsync(CancellationToken ct)
    {
        if (Log is not { } log)
        {
            return;
        }

        var now = host.Clock.Now;
        try
        {
            await AppendAsync(log, now, ct).ConfigureAwait(false);
            seen = now - Overlap;
        }
        catch (DockerSilentException)
        {
            // What is missed for good shows: the notes then don't lead to what runs.
        }
        catch (IOException error)
        {
            host.Files.Remove(places.Serving);
            await warn($"how long services are down for it can't be measured: {error.Message}").ConfigureAwait(false);
        }
    }

    /// <summary>How long each service was down until now.</summary>
    /// <param name="release">What was switched to.</param>
    /// <param name="services">Those of the release that is to run now.</param>
    public async Task<ImmutableArray<ServiceDown>> TellAsync(string release, ImmutableArray<string> services, CancellationToken ct)
    {
        try
        {
            await NoteAsync(ct).ConfigureAwait(false);
            var containers = await new StackContainers(host.Docker, project).StatesAsync(ct).ConfigureAwait(false);
            return MeasuredDown.Of(services, Log is { } log && log.Release == release ? log : null, containers, host.Clock.Now);
        }
        catch (DockerSilentException error)
        {
            await warn($"how long services were down for it is not known: {error.Message}").ConfigureAwait(false);
            return MeasuredDown.Of(services, null, [], host.Clock.Now);
        }
    }

    /// <summary>The same of a way back: the services that served before the switch are to serve again.</summary>
    public Task<ImmutableArray<ServiceDown>> TellBackAsync(PendingFile pending, CancellationToken ct) => TellAsync(
        pending.New, [.. pending.OldImages.Select(image => image.Key).Union((Log?.Lines ?? []).Where(line => line.Event == ServingEvent.Was).Select(line => line.Service))], ct);

    private async Task NoteWhileAsync(Task work, CancellationToken ct)
    {
        try
        {
            while (!work.IsCompleted)
            {
                await NoteAsync(ct).ConfigureAwait(false);
                await Task.WhenAny(work, host.Clock.DelayAsync(BetweenLooks, ct)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The work is over.
        }
    }

    private async Task AppendAsync(ServingLog log, DateTimeOffset now, CancellationToken ct)
    {
        var events = await host.Docker.EventsAsync(
            seen ?? log.Begun,
            now,
            ct,
            [("type", "container"), ("event", "start"), ("event", "die"), ("event", "health_status"), .. ComposeLabels.OfProject(project)]).ConfigureAwait(false);
        var known = log.Lines.Where(line => line.Event != ServingEvent.Was).Select(line => (line.At, line.Container)).ToHashSet();
        StringBuilder text = new();
        foreach (var one in events.Where(one => one.Service.Length > 0 && one.At >= log.Begun && !known.Contains((one.At, one.Id))))
        {
            text.Append(await LineAsync(one, ct).ConfigureAwait(false));
        }

        if (text.Length > 0)
        {
            host.Files.Append(places.Serving, Encoding.UTF8.GetBytes(text.ToString()), DurableFiles.Private);
        }
    }

    // One that is gone again has not been seen to serve.
    private async Task<ServingLine?> LineAsync(ContainerEvent one, CancellationToken ct)
    {
        ServingEvent? happened = one.Action switch
        {
            "die" => ServingEvent.Ended,
            "health_status: healthy" => ServingEvent.Healthy,
            "start" when await host.Docker.ContainerAsync(one.Id, ct).ConfigureAwait(false) is { } started => started.State.Health.Length > 0 ? ServingEvent.Starting : ServingEvent.Started,
            _ => null,
        };
        return happened is { } what ? new(one.At, what, one.Id, one.Service) : null;
    }
}
