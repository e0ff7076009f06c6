using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Agent.Processes;

namespace CoinPilot.Agent.Systemd;

/// <summary>systemd by its own commands.</summary>
public sealed class HostSystemd : ISystemd
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    public async Task<int> VersionAsync(CancellationToken ct)
    {
        var said = await RunAsync("systemctl", ["--version"], ct).ConfigureAwait(false);
        var digits = said.Output.Split(' ').ElementAtOrDefault(1)?.TakeWhile(char.IsAsciiDigit) ?? [];
        return int.TryParse(string.Concat(digits), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
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

    private static UnitProperties Of(string block) => new(
        block.Split('\n').Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2).ToLookup(parts => parts[0], parts => parts[1]));

    private static Task<CommandOutput> RunAsync(string program, ImmutableArray<string> arguments, CancellationToken ct) =>
        new HostCommand(program, arguments, Bound) { Environment = ImmutableDictionary<string, string?>.Empty.Add("TZ", "UTC") }.RunAsync(ct);
}
