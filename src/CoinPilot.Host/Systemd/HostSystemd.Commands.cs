using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using CoinPilot.Agent.Processes;

namespace CoinPilot.Agent.Systemd;

public sealed partial class HostSystemd
{
    private const string Manager = "org.freedesktop.systemd1";

    // org.freedesktop.systemd1(5): a(sasbttttuii), the program, its words, whether its failure is ignored, and numbers.
    public async Task<ImmutableArray<UnitCommand>> CommandsAsync(string unit, string key, CancellationToken ct)
    {
        var loaded = await AskBusAsync(["call", Manager, "/org/freedesktop/systemd1", $"{Manager}.Manager", "LoadUnit", "s", unit], ct).ConfigureAwait(false);
        if (loaded is not { ValueKind: JsonValueKind.Array } path)
        {
            return [];
        }

        var commands = await AskBusAsync(["get-property", Manager, path[0].GetString()!, $"{Manager}.Service", key], ct).ConfigureAwait(false);
        return commands is not { ValueKind: JsonValueKind.Array } list ? [] :
        [
            .. list.EnumerateArray().Select(command => new UnitCommand(command[2].GetBoolean(), [.. command[1].EnumerateArray().Select(word => word.GetString()!)])),
        ];
    }

    public Task<CommandOutput> RunPipedAsync(ImmutableArray<string> properties, ImmutableArray<string> command, TimeSpan bound, CancellationToken ct)
    {
        // It outlives the one who waits for it, but not the bound.
        var longest = string.Create(CultureInfo.InvariantCulture, $"RuntimeMaxSec={bound.TotalSeconds:0}");
        return new HostCommand(
            "systemd-run",
            ["--quiet", "--wait", "--collect", "--pipe", .. properties.Add(longest).SelectMany(property => (string[])["-p", property]), "--", .. command],
            bound).RunAsync(ct);
    }

    // Null where the bus has no such thing.
    private static async Task<JsonElement?> AskBusAsync(ImmutableArray<string> question, CancellationToken ct)
    {
        var said = await RunAsync("busctl", ["--json=short", "--", .. question], ct).ConfigureAwait(false);
        if (!said.Succeeded)
        {
            return null;
        }

        using var document = JsonDocument.Parse(said.Output);
        return document.RootElement.GetProperty("data").Clone();
    }
}
