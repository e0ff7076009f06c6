using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CoinPilot.Releases;

namespace CoinPilot.Planning;

/// <summary>A plan as a file: what it does, for programs, and what it rests on, so that exactly it can be applied later (D057).</summary>
public sealed record PlanDocument
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    public int Format { get; init; } = FormatVersion.Plan.Current;

    public required string App { get; init; }

    public required string Host { get; init; }

    public required PlanIntent Intent { get; init; }

    public required string Release { get; init; }

    /// <summary>The release's id is made from this.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    public required bool Force { get; init; }

    /// <summary>Volumes and folders that somebody agreed to begin empty on.</summary>
    public ImmutableArray<string> AcceptedData { get => field.IsDefault ? [] : field; init; } = [];

    public required ImmutableArray<string> Reasons { get; init; }

    public required ImmutableArray<PlannedStep> Steps { get; init; }

    public required PlanBasis Basis { get; init; }

    public PlanForecast? Forecast { get; init; }

    public static PlanDocument Of(DeploymentPlan plan, PlanBasis basis, string host, DateTimeOffset madeAt, bool force) => new()
    {
        App = plan.Manifest.App,
        Host = host,
        Intent = plan.Intent,
        Release = plan.Release,
        MadeAt = madeAt,
        Force = force,
        AcceptedData = plan.AcceptedData,
        Reasons = plan.Reasons,
        Steps = [.. plan.Steps.Select(PlannedStep.Of)],
        Basis = basis,
        Forecast = plan.Detail is { } detail ? PlanForecast.Of(detail) : null,
    };

    /// <summary>Throws <see cref="FormatException"/> on a text that is no plan, <see cref="UnknownFormatException"/> on one of another version.</summary>
    public static PlanDocument Parse(string json)
    {
        try
        {
            using var probe = JsonDocument.Parse(json);
            if (!probe.RootElement.TryGetProperty("format", out var format) || !format.TryGetInt32(out var number))
            {
                throw new FormatException("it says no format");
            }

            FormatVersion.Plan.Demand(number, "it");

            return probe.Deserialize<PlanDocument>(Options) ?? throw new FormatException("it is empty");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new FormatException($"it is no plan: {error.Message}", error);
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, Options) + "\n";

    public JsonNode ToNode() => JsonSerializer.SerializeToNode(this, Options)!;

    /// <summary>The steps are the same, word for word.</summary>
    public bool Prescribes(DeploymentPlan plan) =>
        Intent == plan.Intent
        && Steps.Length == plan.Steps.Length
        && Steps.Zip(plan.Steps.Select(PlannedStep.Of)).All(pair => pair.First.IsSameAs(pair.Second));
}

/// <summary>A step as a plan's file says it.</summary>
/// <param name="Arguments">The request's values, <c>key=value</c> each.</param>
public sealed record PlannedStep(string Verb, ImmutableArray<string> Arguments, string Change)
{
    public static PlannedStep Of(HostStep step) => new(step.Request.Verb, step.Request.Words, step.Change);

    // Files written before a watch had a time say none.
    public bool IsSameAs(PlannedStep other) =>
        Verb == other.Verb && (Arguments.SequenceEqual(other.Arguments) || (Verb == "watch" && Arguments.IsEmpty));
}

/// <summary>What a plan foresees, for programs.</summary>
public sealed record PlanForecast(
    ImmutableArray<ServiceForecast> Services,
    ImmutableArray<ImageWork> Images,
    ImmutableArray<string> Drift,
    ImmutableArray<FileDiff> Files,
    string Gate,
    ImmutableArray<string> Covered,
    ImmutableArray<string> NotCovered)
{
    /// <summary>What becomes of the data that services have.</summary>
    public ImmutableArray<string> Data { get => field.IsDefault ? [] : field; init; } = [];

    public static PlanForecast Of(PlanDetail detail) => new(
        [.. detail.Services.Select(ServiceForecast.Of)], detail.Images, detail.Drift, detail.Diffs, detail.Gate, detail.Covered, detail.NotCovered)
    {
        Data = [.. detail.Data.Select(DataChangeText.Of)],
    };
}

/// <summary>What becomes of one service, for programs.</summary>
/// <param name="DownSeconds">The least and the most; null when it does not go down.</param>
public sealed record ServiceForecast(
    string Service, ServiceFate Fate, bool IsCertain, ImmutableArray<string> Reasons, string? Image, ImmutableArray<string> Differences, double[]? DownSeconds)
{
    /// <summary>Whether its new container serves before the old one is stopped; null where that is not asked for.</summary>
    public bool? StartFirst { get; init; }

    public static ServiceForecast Of(ServiceChange change) => new(
        change.Service, change.Fate, change.IsCertain, change.Reasons, change.Image, change.Differences,
        change.Interruption is { } down ? [down.Least.TotalSeconds, down.Most.TotalSeconds] : null)
    {
        StartFirst = change.StartFirst,
    };
}
