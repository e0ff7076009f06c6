using System.Text.Json;
using System.Text.Json.Serialization;

namespace CoinPilot.Protocol;

/// <summary>A failure's kind as its exit code, which is what a client or agent of another version understands.</summary>
public sealed class FailureKindConverter : JsonConverter<FailureKind>
{
    public override FailureKind Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ExitStatus.KindOf(reader.GetInt32());

    public override void Write(Utf8JsonWriter writer, FailureKind value, JsonSerializerOptions options) => writer.WriteNumberValue(ExitStatus.Of(value));
}
