using CoinPilot.Agent.Systemd;

namespace CoinPilot.Agent.Transaction;

/// <summary>Our own units beside the stack's: the guard, the boot gate, the watch.</summary>
internal static class OwnUnits
{
    /// <summary>
    /// Puts them back where one is missing or another version's. A deployment that changes nothing does it too: else a host that an
    /// older version deployed would never get what a newer one watches with. What fails is said, and stops no deployment.
    /// </summary>
    public static async Task PutRightAsync(TransactionParts parts, CancellationToken ct)
    {
        if (parts.Installed.Current is "none" or "foreign" || AreRight(parts))
        {
            return;
        }

        // Whoever has the lock switches or confirms, and lays them itself; while a switch is pending they are those of its version (D014).
        using var held = parts.Lock.TryTake();
        if (held is null || parts.Host.Files.Entry(parts.Places.Pending) is not null)
        {
            return;
        }

        try
        {
            await Guard.InstallAsync(parts, ct).ConfigureAwait(false);
            var isWatched = await Watch.InstallAsync(parts, ct).ConfigureAwait(false);
            UnitFolders.Sync(parts.Host.Files);
            await parts.Host.Systemd.DaemonReloadAsync(ct).ConfigureAwait(false);
            if (isWatched)
            {
                await Watch.StartAsync(parts, ct).ConfigureAwait(false);
            }

            await parts.Context.SayAsync($"{parts.Places.App}: the units that guard and watch the stack are those of this version now").ConfigureAwait(false);
        }
        catch (Exception error) when (error is SystemdRefusedException or IOException or UnauthorizedAccessException)
        {
            await parts.Context.WarnAsync($"the units that guard and watch the stack could not be put right: {error.Message}").ConfigureAwait(false);
        }
    }

    private static bool AreRight(TransactionParts parts) => Guard.AreInstalled(parts) && Watch.IsInstalled(parts);
}
