using CoinPilot.Agent.Boot;
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

    /// <summary>Installed and enabled before anything is pending (D021); with it the unit that judges what a boot brought.</summary>
    public static async Task InstallAsync(TransactionParts parts, CancellationToken ct)
    {
        foreach (var (unit, text) in Units(parts))
        {
            await InstallAsync(parts.Host, unit, text, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Whether both lie there as this agent would put them.</summary>
    public static bool AreInstalled(TransactionParts parts) => Units(parts).All(unit =>
        parts.Host.Files.ReadText($"{AppPlaces.UnitFolder}/{unit.Name}") == unit.Text
        && parts.Host.Files.Entry($"{AppPlaces.UnitFolder}/multi-user.target.wants/{unit.Name}") is { Kind: FileKind.Link });

    private static (string Name, string Text)[] Units(TransactionParts parts) =>
        [(parts.Places.GuardUnit, TextOf(parts)), (parts.Places.BootUnit, BootUnit.TextOf(parts.Places))];

    public static async Task RemoveAsync(TransactionParts parts, CancellationToken ct)
    {
        foreach (var unit in (string[])[parts.Places.GuardUnit, parts.Places.BootUnit])
        {
            await parts.Host.Systemd.DisableAsync(unit, ct).ConfigureAwait(false);
            parts.Host.Files.Drop($"{AppPlaces.UnitFolder}/{unit}");
        }
    }

    private static async Task InstallAsync(HostParts host, string unit, string text, CancellationToken ct)
    {
        var path = $"{AppPlaces.UnitFolder}/{unit}";
        if (host.Files.ReadText(path) != text)
        {
            host.Files.Put(path, text, DurableFiles.Public);
        }

        if (!await host.Systemd.IsEnabledAsync(unit, ct).ConfigureAwait(false))
        {
            await host.Systemd.EnableAsync(unit, ct).ConfigureAwait(false);
        }
    }
}
