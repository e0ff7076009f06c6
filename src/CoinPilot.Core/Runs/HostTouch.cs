using CoinPilot.Hosts;
using CoinPilot.Protocol;

namespace CoinPilot.Runs;

/// <summary>What a run has asked of the host that changes what runs there.</summary>
public enum HostChange
{
    Nothing,

    /// <summary>A switch is not confirmed: the host goes back by itself.</summary>
    Pending,

    /// <summary>The confirmation is on its way.</summary>
    Confirming,

    Confirmed,
    Reverting,
    Removing,
    Rebooting,
}

/// <summary>What this run did to the host so far, for whoever leaves in the middle (D052).</summary>
/// <remarks>Set before a verb is sent: what may have arrived counts as done, unless the host refused it.</remarks>
public sealed class HostTouch
{
    private volatile HostChange change;

    public HostChange Change => change;

    /// <summary>What runs on the host is as it was before this run.</summary>
    public bool IsNone => change == HostChange.Nothing;

    /// <summary>When the host goes back by itself from a switch that was pending when it was looked at last; null without one.</summary>
    public DateTimeOffset? PendingUntil { get; private set; }

    /// <summary>The host was looked at.</summary>
    public void Saw(HostState host) => PendingUntil = host.Pending is { Trouble: null } pending ? pending.Until : null;

    /// <summary>An earlier run's switch is continued: nothing was sent yet, and yet the host will not stay as it is.</summary>
    public void Resume() => change = HostChange.Pending;

    /// <summary>Runs a verb, with what it changes noted before; a refusal takes the note back.</summary>
    public async Task<T> DuringAsync<T>(HostChange during, HostChange after, Func<Task<T>> verb)
    {
        var before = change;
        change = during;
        try
        {
            var result = await verb().ConfigureAwait(false);
            change = after;
            return result;
        }
        catch (DeploymentException error) when (error.Kind is FailureKind.BadInput or FailureKind.Conflict || error is ContactLostException { MayHaveRun: false })
        {
            change = before;
            throw;
        }
    }

    /// <summary>What a step of a plan changes; null where that is nothing, or noted already: a start belongs to the switch before it.</summary>
    public HostChange? Of(AgentRequest request) => request is SwitchRequest || (request is StartRequest && IsNone) ? HostChange.Pending : null;
}
