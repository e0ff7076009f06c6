using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Systemd;
using CoinPilot.Hosts;

namespace CoinPilot.Agent.Observation;

/// <summary>The stack's unit and our own units beside it, by one question to systemd.</summary>
internal sealed class UnitView(HostParts host, AppPlaces places)
{
    private static readonly ImmutableArray<string> Properties =
    [
        "LoadState", "ActiveState", "SubState", "Result", "NRestarts", "NeedDaemonReload", "UnitFileState", "DropInPaths", "InvocationID",
    ];

    private static readonly string[] JobNames = ["start", "reverting", "revert", "recover"];

    /// <param name="Jobs">Of <c>start</c>, <c>reverting</c>, <c>revert</c>, <c>recover</c>: those that run.</param>
    public sealed record Reading(
        UnitState State, ImmutableArray<DropIn> DropIns, ImmutableArray<StartStep> Steps, ImmutableHashSet<string> Jobs, bool IsTimerActive, bool IsWatched, bool HasWatchFailed, bool IsGuarded)
    {
        /// <summary>A line of the last start, or the start, did not end well.</summary>
        public bool HasFailed => State.Result != "success" || Steps.Any(step => step.Status.Any(c => c is >= '1' and <= '9'));
    }

    /// <param name="seesStart">Whether the lines of the last start are looked up.</param>
    public async Task<Reading> ReadAsync(bool seesStart, CancellationToken ct)
    {
        var others = host.Systemd.ShowAsync([places.RevertTimer, places.WatchTimer, places.WatchService, .. JobNames.Select(name => $"{places.App}-{name}.service")], ["ActiveState"], ct);
        var unit = (await host.Systemd.ShowAsync([places.Unit], Properties, ct).ConfigureAwait(false))[0];
        var shown = await others.ConfigureAwait(false);
        ImmutableArray<string> paths = [.. unit["DropInPaths"].Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        return new(
            new(
                unit["LoadState"],
                unit["ActiveState"],
                unit["SubState"],
                unit["Result"],
                unit["UnitFileState"],
                int.TryParse(unit["NRestarts"], NumberStyles.None, CultureInfo.InvariantCulture, out var restarts) ? restarts : 0,
                unit["NeedDaemonReload"] == "yes")
            {
                DropIns = paths,
            },
            DropInsOf(paths),
            seesStart ? await StepsAsync(unit, ct).ConfigureAwait(false) : [],
            [.. JobNames.Zip(shown.Skip(3)).Where(job => job.Second["ActiveState"] is "active" or "activating").Select(job => job.First)],
            shown[0]["ActiveState"] == "active",
            shown[1]["ActiveState"] == "active",
            shown[2]["ActiveState"] == "failed",
            IsGuardEnabled());
    }

    /// <summary>The newest lines of the unit's journal that tell something.</summary>
    public async Task<ImmutableArray<string>> JournalAsync(CancellationToken ct)
    {
        var lines = await host.Systemd.JournalAsync(new(places.Unit, Lines: 30, WithTime: true), ct).ConfigureAwait(false);
        return [.. lines.Where(line => !line.Contains(": ExecStartPre={", StringComparison.Ordinal)).TakeLast(20)];
    }

    // Those of others, with what is in them: also those that systemd has not read yet, since our daemon-reload will.
    private ImmutableArray<DropIn> DropInsOf(ImmutableArray<string> read)
    {
        string[] folders =
        [
            "/etc/systemd/system.control", "/run/systemd/system.control", AppPlaces.UnitFolder, "/run/systemd/system",
        ];
        var lying = folders.SelectMany(folder => host.Files.List($"{folder}/{places.Unit}.d")).Where(path => path.EndsWith(".conf", StringComparison.Ordinal) && Path.GetFileName(path)[0] != '.');
        return
        [
            .. lying.Concat(read).Distinct()
                .Where(path => path != places.HoldFile && path != places.TransactionFile)
                .Where(path => !path.StartsWith("/usr/", StringComparison.Ordinal) && !path.StartsWith("/lib/", StringComparison.Ordinal)
                    && !path.Contains("/service.d/", StringComparison.Ordinal))
                .Select(path => (Path: path, Text: host.Files.ReadText(path)))
                .Where(file => file.Text is not null)
                .Select(file => new DropIn(file.Path, file.Text!)),
        ];
    }

    private async Task<ImmutableArray<StartStep>> StepsAsync(UnitProperties unit, CancellationToken ct)
    {
        ImmutableArray<StartStep> steps =
        [
            .. (await host.Systemd.CommandsAsync(places.Unit, "ExecStartPre", ct).ConfigureAwait(false)).Where(command => command.StartedAt is not null)
                .Select((command, index) => new StartStep(index + 1, $"{command.Status}", command.StartedAt!.Value, string.Join(' ', command.Words))),
        ];
        if (!steps.IsEmpty || unit["InvocationID"].Length == 0)
        {
            return steps;
        }

        // A daemon-reload, by whomever, makes systemd forget them; the unit's last line wrote them into the journal.
        var lines = await host.Systemd.JournalAsync(new(places.Unit, unit["InvocationID"]), ct).ConfigureAwait(false);
        return [.. lines.Where(ExecLine.HasRun).Select((line, index) => ExecLine.Read(index + 1, line))];
    }

    private bool IsGuardEnabled() =>
        host.Files.Entry($"{AppPlaces.UnitFolder}/{places.GuardUnit}") is { Kind: FileKind.File }
        && host.Files.Entry($"{AppPlaces.UnitFolder}/multi-user.target.wants/{places.GuardUnit}") is { Kind: FileKind.Link };
}
