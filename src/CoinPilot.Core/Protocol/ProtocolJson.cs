using System.Text.Json.Serialization;
using CoinPilot.Hosts;

namespace CoinPilot.Protocol;

/// <summary>The contract as JSON, by generated code: the host's half is trimmed.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AgentRequest))]
[JsonSerializable(typeof(AgentEvent))]
[JsonSerializable(typeof(JobFile))]
[JsonSerializable(typeof(ClientLine))]
[JsonSerializable(typeof(AgentLine))]
[JsonSerializable(typeof(VerbFailure))]
[JsonSerializable(typeof(NoAnswer))]
[JsonSerializable(typeof(HostState))]
[JsonSerializable(typeof(PreviewAnswer))]
[JsonSerializable(typeof(ExplainAnswer))]
[JsonSerializable(typeof(HistoryAnswer))]
[JsonSerializable(typeof(Rehearsal))]
[JsonSerializable(typeof(Holdings))]
[JsonSerializable(typeof(CheckoutAnswer))]
[JsonSerializable(typeof(CheckoutSinceAnswer))]
[JsonSerializable(typeof(ImagesAnswer))]
[JsonSerializable(typeof(SwitchAnswer))]
[JsonSerializable(typeof(StartAnswer))]
[JsonSerializable(typeof(RevertAnswer))]
[JsonSerializable(typeof(RebootAnswer))]
[JsonSerializable(typeof(InstallNotifyAnswer))]
[JsonSerializable(typeof(TestNotificationAnswer))]
public sealed partial class ProtocolJson : JsonSerializerContext;
