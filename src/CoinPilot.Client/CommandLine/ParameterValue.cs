using System.Globalization;

namespace CoinPilot.CommandLine;

/// <summary>Whether a text is a value of a parameter; the engine itself would only warn and go on with the default.</summary>
internal static class ParameterValue
{
    /// <summary>What is wrong with <paramref name="text"/>, or null.</summary>
    public static string? Fault(ParameterSpecification parameter, string text, ArgumentSpecification specification) => parameter.Kind switch
    {
        _ when string.IsNullOrWhiteSpace(text) => "is empty",
        ValueKind.Flag when !bool.TryParse(text, out _) => $"takes true or false, not {Shown(parameter, text)}",
        ValueKind.Number when !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) => $"takes a whole number, not {Shown(parameter, text)}",
        ValueKind.Choice when !parameter.Choices.Contains(text, StringComparer.OrdinalIgnoreCase) =>
            $"takes one of {string.Join(", ", parameter.Choices)}, not {Shown(parameter, text)}",
        ValueKind.TargetName when specification.FindTarget(text) is null =>
            $"takes names of targets, not {Shown(parameter, text)}{DidYouMean(Suggestion.For(text, specification.Targets))}",
        _ => null,
    };

    public static string DidYouMean(string? suggestion) => suggestion is null ? "" : $"; did you mean {suggestion}?";

    private static string Shown(ParameterSpecification parameter, string text) => parameter.IsSecret ? "what was given" : $"'{text}'";
}
