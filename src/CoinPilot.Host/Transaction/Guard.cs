using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Systemd;

namespace CoinPilot.Agent.Transaction;

/// <summary>The unit that reverts a pending release at a boot, before the stack's unit starts; and what the timer runs.</summary>
internal static class Guard
{
    /// <summary>What the timer of an unconfirmed switch runs: the version of the agent that made the switch (D014).</summary>
    public static IEnumerable<string> TimerCommand(TransactionParts parts) =>
        [parts.Host.ProgramPath, "revert", "--app", parts.Places.App.Text, "--unit", parts.Places.Unit, "--by", "timer"];

    public static string TextOf(TransactionParts parts)
    {
        var places = parts.Places;
        return UnitRenderer.Guard(
            places.App.Text, places.Unit, places.Base, ExecCommand.Of(parts.Host.ProgramPath, "revert", "--app", places.App.Text, "--unit", places.Unit, "--boot"));
    }

    /// <summary>Installed and enabled before anything is pending (D021).</summary>
    public static async Task InstallAsync(TransactionParts parts, CancellationToken ct)
    {
        var places = parts.Places;
        var path = $"{AppPlaces.UnitFolder}/{places.GuardUnit}";
        var text = TextOf(parts);
        if (parts.Host.Files.ReadText(path) != text)
        {
            parts.Host.Files.Put(path, text, DurableFiles.Public);
        }

        if (!await parts.Host.Systemd.IsEnabledAsync(places.GuardUnit, ct).ConfigureAwait(false))
        {
            await parts.Host.Systemd.EnableAsync(places.GuardUnit, ct).ConfigureAwait(false);
        }
    }

    public static async Task RemoveAsync(TransactionParts parts, CancellationToken ct)
    {
        await parts.Host.Systemd.DisableAsync(parts.Places.GuardUnit, ct).ConfigureAwait(false);
        parts.Host.Files.Drop($"{AppPlaces.UnitFolder}/{parts.Places.GuardUnit}");
    }
}
