using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Agent.Processes;
using Tmds.DBus.Protocol;

namespace CoinPilot.Agent.Systemd;

public sealed partial class HostSystemd
{
    // org.freedesktop.systemd1(5): a(sasbttttuii), the program, its words, whether its failure is ignored; then when it began and ended
    // by both clocks in microseconds, its process, how that ended (a code of waitid(2)) and with what.
    public async Task<ImmutableArray<UnitCommand>> CommandsAsync(string unit, string key, CancellationToken ct)
    {
        var path = await PathOfAsync(unit, ct).ConfigureAwait(false);
        return await bus.AskAsync(BusCall.ForProperty(path, $"{SystemdBus.Service}.Service", key), (message, _) => ReadCommands(message), ct).ConfigureAwait(false);
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

    private static ImmutableArray<UnitCommand> ReadCommands(Message message)
    {
        var value = message.GetBodyReader().ReadVariantValue();
        return
        [
            .. Enumerable.Range(0, value.Count).Select(value.GetItem).Select(command => new UnitCommand(command.GetItem(2).GetBool(), [.. command.GetItem(1).GetArray<string>()])
            {
                StartedAt = command.GetItem(3).GetUInt64() is > 0 and var microseconds ? DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds) : null,
                Status = command.GetItem(9).GetInt32(),
            }),
        ];
    }
}
