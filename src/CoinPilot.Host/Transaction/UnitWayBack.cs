using CoinPilot.Agent.Files;
using CoinPilot.Agent.Systemd;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>The unit that a switch replaced, with its drop-ins and whether a boot starts it.</summary>
internal sealed class UnitWayBack(TransactionParts parts, PendingFile pending)
{
    private readonly IHostFiles files = parts.Host.Files;

    /// <summary>Can be repeated: what an earlier try has put there is left.</summary>
    public async Task PutBackAsync(bool isBoot, CancellationToken ct)
    {
        var (places, systemd) = (parts.Places, parts.Host.Systemd);
        if (!pending.OldEnabled)
        {
            await systemd.DisableAsync(places.Unit, ct).ConfigureAwait(false);
        }

        PutHoldBack($"{places.Old}/hold.conf");

        // That of the new release must go; the old one's has little to say beside the hold.
        parts.DropIns.Set(isBoot ? null : $"{places.Old}/transaction.conf", places.TransactionFile);
        if (files.Entry($"{places.Old}/unit") is not null)
        {
            parts.DropIns.PutBack($"{places.Old}/unit", places.UnitReady, places.UnitFile);
        }
        else
        {
            files.Drop(places.UnitFile);
        }

        await systemd.DaemonReloadAsync(ct).ConfigureAwait(false);
        if (!isBoot)
        {
            await parts.Unit.CancelAsync(ct).ConfigureAwait(false);
        }

        if (pending.OldEnabled && !await systemd.IsEnabledAsync(places.Unit, ct).ConfigureAwait(false))
        {
            await systemd.EnableAsync(places.Unit, ct).ConfigureAwait(false);
        }

        UnitFolders.Sync(files);
    }

    private void PutHoldBack(string hold)
    {
        if (files.IsFile(hold) && files.IsFolder(Path.GetDirectoryName(parts.Places.HoldFile)!))
        {
            parts.DropIns.PutBack(hold, parts.Places.HoldReady, parts.Places.HoldFile);
        }
        else
        {
            parts.DropIns.Set(hold, parts.Places.HoldFile);
        }
    }
}
