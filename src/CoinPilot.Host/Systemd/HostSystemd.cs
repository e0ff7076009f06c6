using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Agent.Processes;

namespace CoinPilot.Agent.Systemd;

/// <summary>systemd by its own commands.</summary>
public sealed partial class HostSystemd : ISystemd
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    // Of the systemd that runs; a deployment looks three times.
    private int version;

    public async Task<int> VersionAsync(CancellationToken ct)
    {
        if (version > 0)
        {
            return version;
        }

        var said = await RunAsync("systemctl", ["--version"], ct).ConfigureAwait(false);
        var digits = said.Output.Split(' ').ElementAtOrDefault(1)?.TakeWhile(char.IsAsciiDigit) ?? [];
        return int.TryParse(string.Concat(digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? version = number : 0;
    }

    public async Task<ImmutableArray<UnitProperties>> ShowAsync(ImmutableArray<string> units, ImmutableArray<string> properties, CancellationToken ct)
    {
        var said = await RunAsync("systemctl", ["show", "-p", string.Join(',', properties), "--", .. units], ct).ConfigureAwait(false);
        // An empty line stands between two units.
        var blocks = said.Output.Split("\n\n");
        return [.. units.Select((_, index) => Of(blocks.ElementAtOrDefault(index) ?? ""))];
    }

    public async Task<bool> IsEnabledAsync(string unit, CancellationToken ct) =>
        (await RunAsync("systemctl", ["is-enabled", "-q", "--", unit], ct).ConfigureAwait(false)).Succeeded;

    public async Task<string> EnabledStateAsync(string unit, CancellationToken ct) =>
        (await RunAsync("systemctl", ["is-enabled", "--", unit], ct).ConfigureAwait(false)).Lines.FirstOrDefault("");

    public Task EnableAsync(string unit, CancellationToken ct) => DemandAsync(["enable", "-q", "--no-reload", "--", unit], ct);

    public Task DisableAsync(string unit, CancellationToken ct) => RunAsync("systemctl", ["disable", "-q", "--no-reload", "--", unit], ct);

    public Task DaemonReloadAsync(CancellationToken ct) => DemandAsync(["daemon-reload"], ct);

    public async Task<int> RunJobAsync(UnitJob job, string unit, TimeSpan bound, CancellationToken ct) =>
        (await new HostCommand("systemctl", [job.ToString().ToLowerInvariant(), "--", unit], bound).RunAsync(ct).ConfigureAwait(false)).ExitCode;

    public Task StopSoonAsync(string unit, CancellationToken ct) => RunAsync("systemctl", ["stop", "--no-block", "--", unit], ct);

    // --kill-who is how systemd before 252 calls it; later ones still take it.
    public Task SignalAsync(string unit, string signal, bool onlyControl, CancellationToken ct) =>
        RunAsync("systemctl", ["kill", "-s", signal, .. onlyControl ? (string[])["--kill-who=control"] : [], "--", unit], ct);

    public Task ResetFailedAsync(string unit, CancellationToken ct) => RunAsync("systemctl", ["reset-failed", "--", unit], ct);

    public async Task<int> RunTransientAsync(TransientUnit unit, CancellationToken ct) =>
        (await new HostCommand(
            "systemd-run",
            [
                "--quiet", "--collect", $"--unit={unit.Name}",
                .. unit.Description is { } description ? (string[])[$"--description={description}"] : [],
                .. unit.After is { } after ? (string[])[$"--on-active={Milliseconds(after)}ms", "--timer-property=AccuracySec=100ms"] : [],
                .. unit.IsQueued ? (string[])["--no-block"] : [],
                .. unit.Properties.SelectMany(property => (string[])["-p", property]),
                "--", .. unit.Command,
            ],
            Bound).RunAsync(ct).ConfigureAwait(false)).ExitCode;

    public bool IsTransient(string unit) => File.Exists($"/run/systemd/transient/{unit}");

    public async Task<ImmutableArray<string>> EnvironmentNamesAsync(CancellationToken ct) =>
        [.. (await RunAsync("systemctl", ["show-environment"], ct).ConfigureAwait(false)).Lines.Select(line => line.Split('=')[0])];

    public async Task<ImmutableArray<string>> VerifyAsync(ImmutableArray<string> files, CancellationToken ct)
    {
        var said = await RunAsync("systemd-analyze", ["verify", "--man=no", "--", .. files], ct).ConfigureAwait(false);
        return [.. said.Error.Split('\n').Concat(said.Lines).Where(line => line.Length > 0)];
    }

    public async Task<ImmutableArray<string>> JournalAsync(JournalQuery query, CancellationToken ct)
    {
        var said = await RunAsync(
            "journalctl",
            [
                "-q", "--no-pager", "-u", query.Unit, "-o", query.WithTime ? "short-iso" : "cat",
                .. query.Invocation is { } run ? (string[])[$"_SYSTEMD_INVOCATION_ID={run}"] : [],
                .. query.Since is { } since ? (string[])["--since", $"@{since.ToUnixTimeSeconds()}"] : [],
                .. query.Lines is { } lines ? (string[])["-n", lines.ToString(CultureInfo.InvariantCulture)] : [],
            ],
            ct).ConfigureAwait(false);
        return [.. said.Lines];
    }

    private static async Task DemandAsync(ImmutableArray<string> arguments, CancellationToken ct)
    {
        var said = await RunAsync("systemctl", arguments, ct).ConfigureAwait(false);
        if (!said.Succeeded)
        {
            throw new SystemdRefusedException($"systemctl {string.Join(' ', arguments)}: {said.Error.Trim()}");
        }
    }

    private static string Milliseconds(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private static UnitProperties Of(string block) => new(
        block.Split('\n').Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2).ToLookup(parts => parts[0], parts => parts[1]));

    private static Task<CommandOutput> RunAsync(string program, ImmutableArray<string> arguments, CancellationToken ct) =>
        new HostCommand(program, arguments, Bound) { Environment = ImmutableDictionary<string, string?>.Empty.Add("TZ", "UTC") }.RunAsync(ct);
}
