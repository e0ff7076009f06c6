using System.Globalization;
using CoinPilot.Systemd;
using Tmds.DBus.Protocol;

namespace CoinPilot.Agent.Systemd;

/// <summary>The call that makes a transient unit, as systemd-run(1) makes it: a service, or a timer with its service.</summary>
internal static class TransientCall
{
    private const string Description = "Description";

    // Accurate enough for a switch that nobody confirms.
    private static readonly TimeSpan Accuracy = TimeSpan.FromSeconds(0.1);

    public static BusCall Of(TransientUnit unit) => BusCall.OfManager("StartTransientUnit", "ssa(sv)a(sa(sv))", (ref MessageWriter writer) =>
    {
        writer.WriteString(unit.After is null ? unit.Name : TimerOf(unit.Name));
        writer.WriteString("fail");
        var properties = writer.WriteArrayStart(DBusType.Struct);
        if (unit.After is { } after)
        {
            Write(ref writer, Description, unit.Description ?? string.Join(' ', unit.Command));
            Write(ref writer, "CollectMode", "inactive-or-failed");
            WriteTimer(ref writer, after);
        }
        else
        {
            WriteService(ref writer, unit);
        }

        writer.WriteArrayEnd(properties);
        var others = writer.WriteArrayStart(DBusType.Struct);
        if (unit.After is not null)
        {
            writer.WriteStructureStart();
            writer.WriteString(unit.Name);
            var service = writer.WriteArrayStart(DBusType.Struct);
            WriteService(ref writer, unit);
            writer.WriteArrayEnd(service);
        }

        writer.WriteArrayEnd(others);
    });

    private static string TimerOf(string service) => Path.ChangeExtension(service, ".timer");

    private static void WriteTimer(ref MessageWriter writer, TimeSpan after)
    {
        writer.WriteStructureStart();
        writer.WriteString("TimersMonotonic");
        writer.WriteSignature("a(st)");
        var timers = writer.WriteArrayStart(DBusType.Struct);
        writer.WriteStructureStart();
        writer.WriteString("OnActiveSec");
        writer.WriteUInt64((ulong)after.TotalMicroseconds);
        writer.WriteArrayEnd(timers);
        Write(ref writer, "AccuracyUSec", (ulong)Accuracy.TotalMicroseconds);
        Write(ref writer, "RemainAfterElapse", false);
    }

    // One that has ended, well or ill, is forgotten.
    private static void WriteService(ref MessageWriter writer, TransientUnit unit)
    {
        Write(ref writer, Description, unit.Description ?? string.Join(' ', unit.Command));
        Write(ref writer, "CollectMode", "inactive-or-failed");
        foreach (var property in unit.Properties)
        {
            Write(ref writer, property);
        }

        writer.WriteStructureStart();
        writer.WriteString("ExecStart");
        writer.WriteSignature("a(sasb)");
        var commands = writer.WriteArrayStart(DBusType.Struct);
        writer.WriteStructureStart();
        writer.WriteString(unit.Command[0]);
        writer.WriteArray(unit.Command.ToArray());
        writer.WriteBool(false);
        writer.WriteArrayEnd(commands);
    }

    // The bus has another name, and a type, for what a unit file says as text (org.freedesktop.systemd1(5)).
    private static void Write(ref MessageWriter writer, string property)
    {
        var (name, value) = property.Split('=', 2) is [var left, var right] ? (left, right) : throw new ArgumentException($"'{property}' is no property", nameof(property));
        switch (name)
        {
            case "Type" or "Restart" or "StandardOutput" or "StandardError":
                Write(ref writer, name, value);
                break;
            case "RestartSec" or "TimeoutStopSec" or "StartLimitIntervalSec":
                Write(ref writer, $"{name[..^3]}USec", (ulong)SystemdDuration.Parse(value)!.Value.TotalMicroseconds);
                break;
            case "UMask":
                Write(ref writer, name, Convert.ToUInt32(value, 8));
                break;
            case "SuccessExitStatus":
                WriteExitStatus(ref writer, name, int.Parse(value, CultureInfo.InvariantCulture));
                break;
            default:
                throw new NotSupportedException($"the property {name} of a transient unit");
        }
    }

    private static void Write(ref MessageWriter writer, string name, VariantValue value)
    {
        writer.WriteStructureStart();
        writer.WriteString(name);
        writer.WriteVariant(value);
    }

    // Exit codes, then signals.
    private static void WriteExitStatus(ref MessageWriter writer, string name, int code)
    {
        writer.WriteStructureStart();
        writer.WriteString(name);
        writer.WriteSignature("(aiai)");
        writer.WriteStructureStart();
        writer.WriteArray(new int[] { code });
        writer.WriteArray(Array.Empty<int>());
    }
}
