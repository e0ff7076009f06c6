using System.Collections.Immutable;
using System.Text.Json;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Hosts;

namespace CoinPilot.Agent.Observation;

/// <summary>What ended the containers that do not run: somebody by hand, the engine that went away, or they themselves.</summary>
/// <remarks>
/// Docker's events tell neither: it keeps the last 256, of which healthchecks use up three each, and none over a restart of
/// its own. What somebody asked it to stop it notes with the container, for its policy unless-stopped; a restart of the
/// engine's notes nothing there. A signal that ends nothing, sent by hand, is noted alike.
/// </remarks>
internal sealed class Endings(HostParts host)
{
    // systemd sends the signal, then takes the time at which the unit left. Containers that end at once were up to 15 ms earlier
    // on a busy host (30 seen, 8 of them earlier). What nobody was asked to stop and ended this shortly before went with the engine.
    private static readonly TimeSpan SignalFirst = TimeSpan.FromSeconds(1);

    // A container that ended stays as it is until it is started.
    private readonly Dictionary<string, (DateTimeOffset? At, ContainerState Seen)> known = [];

    private string? root;

    /// <summary>The same containers, each that ended with what ended it. An engine that does not answer is one that is not known.</summary>
    public async Task<ImmutableArray<ContainerState>> TellAsync(ImmutableArray<ContainerState> containers, CancellationToken ct)
    {
        var told = ImmutableArray.CreateBuilder<ContainerState>(containers.Length);
        (DateTimeOffset Left, DateTimeOffset Back)? absence = null;
        foreach (var container in containers)
        {
            if (container is not { Status: "exited", FinishedAt: { } at })
            {
                told.Add(container);
                continue;
            }

            if (!known.TryGetValue(container.Id, out var before) || before.At != at)
            {
                absence ??= await AbsenceAsync(ct).ConfigureAwait(false);
                root ??= (await host.Docker.InfoAsync(ct).ConfigureAwait(false))?.RootFolder ?? "";
                before = (at, Told(container, at, absence.Value, out var isWhole));
                if (isWhole)
                {
                    known[container.Id] = before;
                }
            }

            told.Add(container with { EndedWithEngine = before.Seen.EndedWithEngine, StoppedByHand = before.Seen.StoppedByHand });
        }

        return told.ToImmutable();
    }

    private ContainerState Told(ContainerState container, DateTimeOffset at, (DateTimeOffset Left, DateTimeOffset Back) absence, out bool isWhole)
    {
        var asked = WasAskedToStop(container.Id);
        var withEngine = at <= absence.Back && (at >= absence.Left || (asked is false && at >= absence.Left - SignalFirst));
        isWhole = asked is not null;
        return container with { EndedWithEngine = withEngine, StoppedByHand = !withEngine && asked is true };
    }

    // From when the engine was last told to end, or died, until it answered again; it stops containers that outlived it, too.
    private async Task<(DateTimeOffset Left, DateTimeOffset Back)> AbsenceAsync(CancellationToken ct)
    {
        var unit = (await host.Systemd.ShowAsync([EngineUnits.Engine], ["ActiveExitTimestamp", "ActiveEnterTimestamp"], ct).ConfigureAwait(false))[0];
        return unit.Time("ActiveExitTimestamp") is not { } left ? (DateTimeOffset.MaxValue, DateTimeOffset.MaxValue)
            : unit.Time("ActiveEnterTimestamp") is { } back && back >= left ? (left, back)
            : (left, DateTimeOffset.MaxValue);
    }

    // An engine that keeps this elsewhere has noted nothing. Null for a note that is half written: the next look reads it whole.
    private bool? WasAskedToStop(string id)
    {
        if (root is not { Length: > 0 } || host.Files.ReadText($"{root}/containers/{id}/config.v2.json") is not { } text)
        {
            return false;
        }

        try
        {
            using var noted = JsonDocument.Parse(text);
            return noted.RootElement.TryGetProperty("HasBeenManuallyStopped", out var stopped) && stopped.ValueKind == JsonValueKind.True;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
