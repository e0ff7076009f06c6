using CoinPilot.Agent.Files;

namespace CoinPilot.Agent.Transaction;

/// <summary>The unit that reverts a pending release at a boot, before the stack's unit starts; and what the timer runs.</summary>
internal static class Guard
{
    /// <summary>What the timer of an unconfirmed switch runs: the version of the agent that made the switch.</summary>
    public static IEnumerable<string> TimerCommand(TransactionParts parts) =>
        [parts.Host.ProgramPath, "revert", "--app", parts.Places.App.Text, "--unit", parts.Places.Unit, "--by", "timer"];

    public static async Task RemoveAsync(TransactionParts parts, CancellationToken ct)
    {
        await parts.Host.Systemd.DisableAsync(parts.Places.GuardUnit, ct).ConfigureAwait(false);
        parts.Host.Files.Drop($"{Observation.AppPlaces.UnitFolder}/{parts.Places.GuardUnit}");
    }
}
