using System.Collections.Immutable;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Processes;
using CoinPilot.Agent.Systemd;

namespace CoinPilot.Simulated;

/// <summary>A service manager of units that are files: what is enabled and what is transient lies among the host's files.</summary>
internal sealed class SimulatedSystemd(SimulatedFiles files) : ISystemd
{
    private const string Folder = "/etc/systemd/system";
    private const string Transient = "/run/systemd/transient";

    private readonly Dictionary<string, string?> read = [];

    /// <summary>What it was asked to change, in this order.</summary>
    public List<string> Changes { get; } = [];

    /// <summary>Those that are not inactive.</summary>
    public Dictionary<string, string> ActiveStates { get; } = [];

    /// <summary>Further properties of units: <c>unit property</c> → value.</summary>
    public Dictionary<string, string> Properties { get; } = [];

    /// <summary>Transient units that were asked for, with the words of their commands.</summary>
    public List<TransientUnit> Runs { get; } = [];

    /// <summary>How a job ends; 0 for well.</summary>
    public Func<UnitJob, string, int> Job { get; set; } = (_, _) => 0;

    /// <summary>Nothing runs as a unit of its own.</summary>
    public bool RefusesRuns { get; set; }

    /// <summary>The commands of the stack's unit, by <c>ExecStartPre</c> and others of its kind.</summary>
    public Dictionary<string, ImmutableArray<UnitCommand>> Commands { get; } = [];

    public List<string> Journal { get; } = [];

    public List<string> Complaints { get; } = [];

    public List<string> EnvironmentNames { get; } = [];

    public Task<int> VersionAsync(CancellationToken ct) => Task.FromResult(255);

    public Task<ImmutableArray<UnitProperties>> ShowAsync(ImmutableArray<string> units, ImmutableArray<string> properties, CancellationToken ct) => Task.FromResult<ImmutableArray<UnitProperties>>(
        [.. units.Select(unit => new UnitProperties(properties.ToLookup(property => property, property => Property(unit, property))))]);

    public async Task<UnitProperties> ShowTextAsync(string unit, ImmutableArray<string> properties, CancellationToken ct) => (await ShowAsync([unit], properties, ct))[0];

    public Task<bool> IsEnabledAsync(string unit, CancellationToken ct) => Task.FromResult(IsEnabled(unit));

    public Task<string> EnabledStateAsync(string unit, CancellationToken ct) => Task.FromResult(Property(unit, "UnitFileState"));

    public Task<ImmutableArray<UnitCommand>> CommandsAsync(string unit, string key, CancellationToken ct) => Task.FromResult(Commands.GetValueOrDefault(key, []));

    public Task<CommandOutput> RunPipedAsync(ImmutableArray<string> properties, ImmutableArray<string> command, TimeSpan bound, CancellationToken ct) => throw new NotSupportedException();

    public Task EnableAsync(string unit, CancellationToken ct)
    {
        Changes.Add($"enable {unit}");
        files.MakeFolder(WantsOf(unit), (UnixFileMode)0b111_101_101);
        if (!IsEnabled(unit))
        {
            files.Link($"{WantsOf(unit)}/{unit}", $"{Folder}/{unit}");
        }

        return Task.CompletedTask;
    }

    public Task DisableAsync(string unit, CancellationToken ct)
    {
        Changes.Add($"disable {unit}");
        files.Remove($"{WantsOf(unit)}/{unit}");
        return Task.CompletedTask;
    }

    public Task DaemonReloadAsync(CancellationToken ct)
    {
        Changes.Add("daemon-reload");
        read.Clear();
        foreach (var path in files.List(Folder).Where(path => files.IsFile(path)))
        {
            read[Path.GetFileName(path)] = files.ReadText(path);
        }

        return Task.CompletedTask;
    }

    public Task<int> RunJobAsync(UnitJob job, string unit, TimeSpan bound, CancellationToken ct)
    {
        Changes.Add($"{job.ToString().ToLowerInvariant()} {unit} within {bound.TotalSeconds:0} s");
        var code = Job(job, unit);
        if (job == UnitJob.Stop)
        {
            ActiveStates.Remove(unit);
            Collect(unit);
        }
        else if (job == UnitJob.Start)
        {
            ActiveStates[unit] = code == 0 ? "active" : "failed";
        }

        return Task.FromResult(code);
    }

    public Task StopSoonAsync(string unit, CancellationToken ct)
    {
        Changes.Add($"stop {unit} soon");
        ActiveStates.Remove(unit);
        return Task.CompletedTask;
    }

    // A job that is ended leaves the unit as it was before.
    public Task SignalAsync(string unit, UnitSignal signal, bool onlyControl, CancellationToken ct)
    {
        Changes.Add($"kill -{signal} {unit}");
        ActiveStates[unit] = "active";
        return Task.CompletedTask;
    }

    public Task ResetFailedAsync(string unit, CancellationToken ct)
    {
        Changes.Add($"reset-failed {unit}");
        if (ActiveStates.GetValueOrDefault(unit) == "failed")
        {
            ActiveStates.Remove(unit);
        }

        return Task.CompletedTask;
    }

    public Task<string?> RunTransientAsync(TransientUnit unit, CancellationToken ct)
    {
        if (RefusesRuns || IsTransient(unit.Name))
        {
            return Task.FromResult<string?>("it refuses");
        }

        Runs.Add(unit);
        Lay(unit.Name, $"ExecStart={string.Join(' ', unit.Command)}\n");
        ActiveStates[unit.After is null ? unit.Name : TimerOf(unit.Name)] = "active";
        if (unit.After is { } after)
        {
            Lay(TimerOf(unit.Name), $"OnActiveSec={after.TotalSeconds:0}\n");
        }

        return Task.FromResult<string?>(null);
    }

    public bool IsTransient(string unit) => files.IsFile($"{Transient}/{unit}");

    public Task<ImmutableArray<string>> EnvironmentNamesAsync(CancellationToken ct) => Task.FromResult(EnvironmentNames.ToImmutableArray());

    public Task<ImmutableArray<string>> VerifyAsync(ImmutableArray<string> paths, CancellationToken ct) => Task.FromResult(Complaints.ToImmutableArray());

    public Task<ImmutableArray<string>> JournalAsync(JournalQuery query, CancellationToken ct) => Task.FromResult(Journal.ToImmutableArray());

    /// <summary>A transient unit has ended, well or ill: it is forgotten, and its timer with it.</summary>
    public void Collect(string unit)
    {
        var name = Path.GetFileNameWithoutExtension(unit);
        if (unit.EndsWith(".timer", StringComparison.Ordinal) || !IsTransient($"{name}.timer"))
        {
            files.Remove($"{Transient}/{name}.service");
            files.Remove($"{Transient}/{name}.timer");
        }
    }

    // As their WantedBy= says.
    private static string WantsOf(string unit) => $"{Folder}/{(unit.EndsWith(".timer", StringComparison.Ordinal) ? "timers" : "multi-user")}.target.wants";

    private bool IsEnabled(string unit) => files.Entry($"{WantsOf(unit)}/{unit}") is { Kind: FileKind.Link };

    private string Property(string unit, string property) => Properties.GetValueOrDefault($"{unit} {property}") ?? property switch
    {
        "Id" => unit,
        "LoadState" => files.IsFile($"{Folder}/{unit}") || IsTransient(unit) ? "loaded" : "not-found",
        "ActiveState" => ActiveStates.GetValueOrDefault(unit, "inactive"),
        "UnitFileState" => unit == "docker.service" || IsEnabled(unit) ? "enabled" : files.IsFile($"{Folder}/{unit}") ? "disabled" : "",
        "NeedDaemonReload" => read.GetValueOrDefault(unit) == files.ReadText($"{Folder}/{unit}") ? "no" : "yes",
        "FragmentPath" => files.IsFile($"{Folder}/{unit}") ? $"{Folder}/{unit}" : IsTransient(unit) ? $"{Transient}/{unit}" : "",
        "Result" => "success",
        "MainPID" => "0",
        _ => "",
    };

    private void Lay(string unit, string text)
    {
        files.MakeFolder(Transient, (UnixFileMode)0b111_101_101);
        files.Write($"{Transient}/{unit}", System.Text.Encoding.UTF8.GetBytes(text), DurableFiles.Public);
    }

    private static string TimerOf(string service) => Path.ChangeExtension(service, ".timer");
}
