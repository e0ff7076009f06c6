using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;

namespace CoinPilot.Protocol;

/// <summary>One thing asked of the host's half (D010).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "request")]
[JsonDerivedType(typeof(ObserveRequest), ObserveRequest.Name)]
[JsonDerivedType(typeof(PreviewRequest), PreviewRequest.Name)]
[JsonDerivedType(typeof(WatchRequest), WatchRequest.Name)]
[JsonDerivedType(typeof(ExplainRequest), ExplainRequest.Name)]
[JsonDerivedType(typeof(LogsRequest), LogsRequest.Name)]
[JsonDerivedType(typeof(HistoryRequest), HistoryRequest.Name)]
[JsonDerivedType(typeof(RehearseRequest), RehearseRequest.Name)]
[JsonDerivedType(typeof(HoldingsRequest), HoldingsRequest.Name)]
[JsonDerivedType(typeof(CheckoutRequest), CheckoutRequest.Name)]
[JsonDerivedType(typeof(CheckoutSinceRequest), CheckoutSinceRequest.Name)]
[JsonDerivedType(typeof(StageRequest), StageRequest.Name)]
[JsonDerivedType(typeof(RestoreRequest), RestoreRequest.Name)]
[JsonDerivedType(typeof(SwitchRequest), SwitchRequest.Name)]
[JsonDerivedType(typeof(StartRequest), StartRequest.Name)]
[JsonDerivedType(typeof(ConfirmRequest), ConfirmRequest.Name)]
[JsonDerivedType(typeof(RevertRequest), RevertRequest.Name)]
[JsonDerivedType(typeof(UninstallRequest), UninstallRequest.Name)]
[JsonDerivedType(typeof(RebootRequest), RebootRequest.Name)]
[JsonDerivedType(typeof(InstallNotifyRequest), InstallNotifyRequest.Name)]
[JsonDerivedType(typeof(TestNotificationRequest), TestNotificationRequest.Name)]
public abstract record AgentRequest
{
    /// <summary>Its name, in lower case: for the history, for logs, and for people on the host.</summary>
    public abstract string Verb { get; }

    /// <summary>Its values as <c>key=value</c> words: for plan files and logs.</summary>
    public virtual ImmutableArray<string> Words => [];

    private protected static IEnumerable<string> Word(string key, string? value) => value is null ? [] : [$"{key}={value}"];

    private protected static IEnumerable<string> Word(string key, long? value) => Word(key, value?.ToString(CultureInfo.InvariantCulture));

    private protected static IEnumerable<string> Word(string key, bool value) => Word(key, value ? "yes" : "no");

    private protected static IEnumerable<string> Word(string key, ImmutableArray<string> values) => Word(key, values.IsEmpty ? null : string.Join(',', values));
}

/// <summary>A request with the record that answers it.</summary>
public abstract record AgentRequest<TAnswer> : AgentRequest
    where TAnswer : class;
