using System.Globalization;
using Tmds.DBus.Protocol;

namespace CoinPilot.Agent.Systemd;

/// <summary>A property's value as text, as <c>systemctl show</c> prints plain ones.</summary>
internal static class BusText
{
    public static string Of(VariantValue value) => value.Type switch
    {
        VariantValueType.String => value.GetString(),
        VariantValueType.ObjectPath => value.GetObjectPathAsString(),
        VariantValueType.Bool => value.GetBool() ? "yes" : "no",
        VariantValueType.Byte => value.GetByte().ToString(CultureInfo.InvariantCulture),
        VariantValueType.Int32 => value.GetInt32().ToString(CultureInfo.InvariantCulture),
        VariantValueType.UInt32 => value.GetUInt32().ToString(CultureInfo.InvariantCulture),
        VariantValueType.Int64 => value.GetInt64().ToString(CultureInfo.InvariantCulture),
        VariantValueType.UInt64 => value.GetUInt64().ToString(CultureInfo.InvariantCulture),
        // An invocation's id.
        VariantValueType.Array when value.ItemType == VariantValueType.Byte => Convert.ToHexStringLower(value.GetArray<byte>()),
        VariantValueType.Array => string.Join(' ', Enumerable.Range(0, value.Count).Select(index => Of(value.GetItem(index)))),
        VariantValueType.Variant => Of(value.GetVariantValue()),
        _ => throw new NotSupportedException($"a property of type {value.Type} has no plain text"),
    };
}
