using System.Text;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Systemd;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>The way back to a unit that we did not make.</summary>
internal sealed class ForeignUnit(TransactionParts parts, PendingFile pending)
{
    // It said active before and its containers run again: it says so, without its own commands being run.
    private const string Active = "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStartPre=\nExecStart=\nExecStart=/bin/true\nExecStartPost=\n";

    /// <summary>The exit code.</summary>
    public async Task<int> BringBackAsync(bool isBoot, CancellationToken ct)
    {
        var code = await new FormerStack(parts, pending).BringBackAsync(ct).ConfigureAwait(false);
        if (code != 0 || isBoot || pending.OldActive != "active" || (await parts.Unit.LookAsync(ct).ConfigureAwait(false)).State == "active")
        {
            return code;
        }

        parts.DropIns.Put(Encoding.UTF8.GetBytes(Active), parts.Places.TransactionFile);
        await parts.Host.Systemd.DaemonReloadAsync(ct).ConfigureAwait(false);
        await parts.Host.Systemd.ResetFailedAsync(parts.Places.Unit, ct).ConfigureAwait(false);
        return await parts.Host.Systemd.RunJobAsync(UnitJob.Start, parts.Places.Unit, TimeSpan.FromSeconds(60), ct).ConfigureAwait(false);
    }
}
