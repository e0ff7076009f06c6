using Tmds.DBus.Protocol;

namespace CoinPilot.Agent.Systemd;

/// <summary>One call to systemd.</summary>
/// <param name="Signature">Of the arguments, as in the D-Bus Specification, "Type System".</param>
internal sealed record BusCall(string Path, string Interface, string Member, string Signature, BusCall.Arguments? Write)
{
    /// <summary>Writes the arguments.</summary>
    public delegate void Arguments(ref MessageWriter writer);

    public static BusCall OfManager(string member) => new(SystemdBus.ManagerPath, SystemdBus.Manager, member, "", null);

    public static BusCall OfManager(string member, string signature, Arguments write) => new(SystemdBus.ManagerPath, SystemdBus.Manager, member, signature, write);

    /// <summary>A call whose arguments are all strings.</summary>
    public static BusCall OfManager(string member, params string[] arguments) => OfManager(member, new string('s', arguments.Length), (ref MessageWriter writer) =>
    {
        foreach (var argument in arguments)
        {
            writer.WriteString(argument);
        }
    });

    /// <summary>The question for one property.</summary>
    public static BusCall ForProperty(string path, string @interface, string property) => new(path, "org.freedesktop.DBus.Properties", "Get", "ss", (ref MessageWriter writer) =>
    {
        writer.WriteString(@interface);
        writer.WriteString(property);
    });

    public MessageBuffer ToMessage(MessageWriter writer, string service)
    {
        writer.WriteMethodCallHeader(service, Path, Interface, Member, Signature.Length > 0 ? Signature : null, MessageFlags.None);
        Write?.Invoke(ref writer);
        var message = writer.CreateMessage();
        writer.Dispose();
        return message;
    }
}
