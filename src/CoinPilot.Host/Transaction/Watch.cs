using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Systemd;
using CoinPilot.Systemd;

namespace CoinPilot.Agent.Transaction;

/// <summary>The timer that starts again what the confirmed release says runs.</summary>
internal static class Watch
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    /// <summary>Installed once a release is kept; systemd reads it with the next daemon-reload. What fails is said: the release is kept without it.</summary>
    /// <returns>Whether it is there.</returns>
    public static async Task<bool> InstallAsync(TransactionParts parts, CancellationToken ct)
    {
        var places = parts.Places;
        try
        {
            foreach (var (unit, text) in Units(parts).Where(unit => parts.Host.Files.ReadText(PathOf(unit.Name)) != unit.Text))
            {
                parts.Host.Files.Put(PathOf(unit), text, DurableFiles.Public);
            }

            if (!IsEnabled(parts))
            {
                await parts.Host.Systemd.EnableAsync(places.WatchTimer, ct).ConfigureAwait(false);
            }

            return true;
        }
        catch (Exception error) when (error is SystemdRefusedException or IOException)
        {
            await parts.Context.WarnAsync($"{places.WatchTimer} could not be installed, so what ends by itself stays down until the next deployment: {error.Message}").ConfigureAwait(false);
            return false;
        }
    }

    /// <summary>Whether it lies there as this agent would put it.</summary>
    public static bool IsInstalled(TransactionParts parts) => IsEnabled(parts) && Units(parts).All(unit => parts.Host.Files.ReadText(PathOf(unit.Name)) == unit.Text);

    private static (string Name, string Text)[] Units(TransactionParts parts) =>
    [
        (parts.Places.WatchService, WatchUnits.Service(parts.Places.App.Text, parts.Places.Unit, ExecCommand.Of(parts.Host.ProgramPath, "tend", "--app", parts.Places.App.Text))),
        (parts.Places.WatchTimer, WatchUnits.Timer(parts.Places.App.Text, parts.Places.Unit)),
    ];

    /// <summary>It runs from now on.</summary>
    public static async Task StartAsync(TransactionParts parts, CancellationToken ct)
    {
        if (await parts.Host.Systemd.RunJobAsync(UnitJob.Start, parts.Places.WatchTimer, Bound, ct).ConfigureAwait(false) != 0)
        {
            await parts.Context.WarnAsync($"{parts.Places.WatchTimer} could not be started; the next boot starts it").ConfigureAwait(false);
        }
    }

    public static async Task RemoveAsync(TransactionParts parts, CancellationToken ct)
    {
        var places = parts.Places;
        if (parts.Host.Files.Entry(PathOf(places.WatchTimer)) is not null)
        {
            await parts.Host.Systemd.RunJobAsync(UnitJob.Stop, places.WatchTimer, Bound, ct).ConfigureAwait(false);
            await parts.Host.Systemd.DisableAsync(places.WatchTimer, ct).ConfigureAwait(false);
        }

        parts.Host.Files.Drop(PathOf(places.WatchTimer));
        parts.Host.Files.Drop(PathOf(places.WatchService));
    }

    private static bool IsEnabled(TransactionParts parts) =>
        parts.Host.Files.Entry(PathOf($"timers.target.wants/{parts.Places.WatchTimer}")) is { Kind: FileKind.Link };

    private static string PathOf(string unit) => $"{AppPlaces.UnitFolder}/{unit}";
}
