using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Agent.Processes;
using Tmds.DBus.Protocol;

namespace CoinPilot.Agent.Systemd;

/// <summary>systemd by its own socket, a question of 0.4 ms where a systemctl is one of 6; by its own commands where those know more (D099).</summary>
public sealed partial class HostSystemd : ISystemd, IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private const string NoSuchUnit = $"{SystemdBus.Service}.NoSuchUnit";

    // Of systemctl, for such a unit.
    private const int NotLoaded = 5;

    private readonly SystemdBus bus = new();

    // Of the systemd that runs; a deployment looks three times.
    private int version;

    public async Task<int> VersionAsync(CancellationToken ct)
    {
        if (version > 0 || !SystemdBus.IsHere)
        {
            return version;
        }

        // "257.9-1~deb13u1"
        var digits = (await PropertyAsync(SystemdBus.ManagerPath, SystemdBus.Manager, "Version", ct).ConfigureAwait(false)).GetString().TakeWhile(char.IsAsciiDigit);
        return int.TryParse(string.Concat(digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? version = number : 0;
    }

    public async Task<ImmutableArray<UnitProperties>> ShowAsync(ImmutableArray<string> units, ImmutableArray<string> properties, CancellationToken ct) =>
        SystemdBus.IsHere
            ? [.. await Task.WhenAll(units.Select(unit => ShowAsync(unit, properties, ct))).ConfigureAwait(false)]
            : [.. units.Select(_ => new UnitProperties(Array.Empty<string>().ToLookup(value => value)))];

    public async Task<UnitProperties> ShowTextAsync(string unit, ImmutableArray<string> properties, CancellationToken ct) =>
        Of((await RunAsync("systemctl", ["show", "-p", string.Join(',', properties), "--", unit], ct).ConfigureAwait(false)).Output);

    public async Task<bool> IsEnabledAsync(string unit, CancellationToken ct) =>
        await EnabledStateAsync(unit, ct).ConfigureAwait(false) is "enabled" or "enabled-runtime" or "static" or "alias" or "indirect" or "generated";

    public async Task<string> EnabledStateAsync(string unit, CancellationToken ct)
    {
        try
        {
            return await bus.AskAsync(BusCall.OfManager("GetUnitFileState", unit), (message, _) => message.GetBodyReader().ReadString(), ct).ConfigureAwait(false);
        }
        catch (SystemdRefusedException refused) when (refused.Name is not null)
        {
            return "";
        }
    }

    public Task EnableAsync(string unit, CancellationToken ct) => bus.DoAsync(
        BusCall.OfManager("EnableUnitFiles", "asbb", (ref MessageWriter writer) =>
        {
            writer.WriteArray(new string[] { unit });
            writer.WriteBool(false); // for this boot only
            writer.WriteBool(false); // over links of others
        }),
        ct);

    public Task DisableAsync(string unit, CancellationToken ct) => TryAsync(
        BusCall.OfManager("DisableUnitFiles", "asb", (ref MessageWriter writer) =>
        {
            writer.WriteArray(new string[] { unit });
            writer.WriteBool(false);
        }),
        ct);

    public Task DaemonReloadAsync(CancellationToken ct) => bus.DoAsync(BusCall.OfManager("Reload"), ct);

    public async Task<int> RunJobAsync(UnitJob job, string unit, TimeSpan bound, CancellationToken ct)
    {
        try
        {
            return await new UnitJobRun(bus).RunAsync(BusCall.OfManager($"{job}Unit", unit, "replace"), bound, ct).ConfigureAwait(false) switch
            {
                UnitJobRun.Done => 0,
                null => HostCommand.TimedOut,
                _ => 1,
            };
        }
        catch (SystemdRefusedException refused) when (refused.Name is not null)
        {
            return refused.Name == NoSuchUnit ? NotLoaded : 1;
        }
    }

    public Task StopSoonAsync(string unit, CancellationToken ct) => TryAsync(BusCall.OfManager("StopUnit", unit, "replace"), ct);

    public Task SignalAsync(string unit, UnitSignal signal, bool onlyControl, CancellationToken ct) => TryAsync(
        BusCall.OfManager("KillUnit", "ssi", (ref MessageWriter writer) =>
        {
            writer.WriteString(unit);
            writer.WriteString(onlyControl ? "control" : "all");
            writer.WriteInt32((int)signal);
        }),
        ct);

    public Task ResetFailedAsync(string unit, CancellationToken ct) => TryAsync(BusCall.OfManager("ResetFailedUnit", unit), ct);

    public async Task<string?> RunTransientAsync(TransientUnit unit, CancellationToken ct)
    {
        try
        {
            var call = TransientCall.Of(unit);
            if (unit.IsQueued)
            {
                await bus.DoAsync(call, ct).ConfigureAwait(false);
                return null;
            }

            var result = await new UnitJobRun(bus).RunAsync(call, Bound, ct).ConfigureAwait(false);
            return result == UnitJobRun.Done ? null : $"its job is {result ?? "not done in time"}";
        }
        catch (SystemdRefusedException refused)
        {
            return refused.Message;
        }
    }

    public bool IsTransient(string unit) => File.Exists($"/run/systemd/transient/{unit}");

    public async Task<ImmutableArray<string>> EnvironmentNamesAsync(CancellationToken ct) =>
        [.. (await PropertyAsync(SystemdBus.ManagerPath, SystemdBus.Manager, "Environment", ct).ConfigureAwait(false)).GetArray<string>().Select(line => line.Split('=')[0])];

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

    public void Dispose() => bus.Dispose();

    // A unit that is not there has nothing to be stopped, disabled or forgotten.
    private async Task TryAsync(BusCall call, CancellationToken ct)
    {
        try
        {
            await bus.DoAsync(call, ct).ConfigureAwait(false);
        }
        catch (SystemdRefusedException refused) when (refused.Name is not null)
        {
        }
    }

    private async Task<UnitProperties> ShowAsync(string unit, ImmutableArray<string> properties, CancellationToken ct)
    {
        var path = await PathOfAsync(unit, ct).ConfigureAwait(false);
        var values = await Task.WhenAll(properties.Select(property => TextAsync(path, InterfaceOf(unit, property), property, ct))).ConfigureAwait(false);
        return new(properties.Zip(values).ToLookup(pair => pair.First, pair => pair.Second));
    }

    // A timer has no main process: as systemctl, we say nothing of what a unit of its type does not have.
    private async Task<string> TextAsync(string path, string @interface, string property, CancellationToken ct)
    {
        try
        {
            return BusText.Of(await PropertyAsync(path, @interface, property, ct).ConfigureAwait(false));
        }
        catch (SystemdRefusedException refused) when (refused.Name is "org.freedesktop.DBus.Error.UnknownProperty" or "org.freedesktop.DBus.Error.UnknownInterface")
        {
            return "";
        }
    }

    // "org.freedesktop.systemd1.Service" for what only services have.
    private static string InterfaceOf(string unit, string property) =>
        property is "Result" or "NRestarts" or "MainPID" ? $"{SystemdBus.Service}.{char.ToUpperInvariant(TypeOf(unit)[0])}{TypeOf(unit)[1..]}" : $"{SystemdBus.Service}.Unit";

    private static string TypeOf(string unit) => Path.GetExtension(unit).TrimStart('.');

    private Task<string> PathOfAsync(string unit, CancellationToken ct) =>
        bus.AskAsync(BusCall.OfManager("LoadUnit", unit), (message, _) => message.GetBodyReader().ReadObjectPathAsString(), ct);

    private Task<VariantValue> PropertyAsync(string path, string @interface, string property, CancellationToken ct) =>
        bus.AskAsync(BusCall.ForProperty(path, @interface, property), (message, _) => message.GetBodyReader().ReadVariantValue(), ct);

    private static UnitProperties Of(string block) => new(
        block.Split('\n').Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2).ToLookup(parts => parts[0], parts => parts[1]));

    private static Task<CommandOutput> RunAsync(string program, ImmutableArray<string> arguments, CancellationToken ct) =>
        new HostCommand(program, arguments, Bound) { Environment = ImmutableDictionary<string, string?>.Empty.Add("TZ", "UTC") }.RunAsync(ct);
}
