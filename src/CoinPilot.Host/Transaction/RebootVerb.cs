using CoinPilot.Protocol;

namespace CoinPilot.Agent.Transaction;

/// <summary>A reboot of the host, not while a switch is pending. A client that goes changes nothing of it.</summary>
internal sealed class RebootVerb(TransactionParts parts)
{
    private const string Unit = "coinpilot-reboot";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // As long as the answer may be on its way.
    private static readonly TimeSpan Until = TimeSpan.FromSeconds(1);

    public async Task<RebootAnswer> RunAsync()
    {
        using var held = await parts.Lock.TakeAsync(Patience, default).ConfigureAwait(false);
        parts.DemandNothingPending();
        parts.Journal.Record("reboot", "done", "");
        RebootAnswer answer = new(parts.Host.Clock.BootId, DateTimeOffset.FromUnixTimeSeconds(parts.Host.Clock.Now.ToUnixTimeSeconds()));
        var trouble = await parts.Host.Systemd.RunTransientAsync(new($"{Unit}.service", ["/bin/sh", "-c", "exec systemctl reboot"], []) { After = Until }, default).ConfigureAwait(false);

        // Another call may have asked for it a moment ago.
        return trouble is null || parts.Host.Systemd.IsTransient($"{Unit}.timer")
            ? answer
            : throw new VerbFailedException(FailureKind.Failed, $"systemd could not run a reboot: {trouble}", "systemctl status; journalctl -u init.scope");
    }
}
