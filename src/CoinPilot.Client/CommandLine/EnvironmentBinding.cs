using System.Collections.Immutable;

namespace CoinPilot.CommandLine;

/// <summary>How the environment must change before the engine reads it: what it would bind by itself goes, COINPILOT_ variables come in (D068).</summary>
public sealed record EnvironmentBinding(
    ImmutableArray<string> Cleared,
    IReadOnlyDictionary<string, string> Values,
    ImmutableArray<Diagnostic> Findings)
{
    /// <summary>COINPILOT_ variables that build.sh, the lab and the tests read.</summary>
    private static readonly ImmutableArray<string> Foreign =
        ["COINPILOT_COMPOSE_ORACLE", "COINPILOT_ENGINE", "COINPILOT_LAB", "COINPILOT_WRITE_DOCS", "COINPILOT_WRITE_GOLDEN"];

    public static EnvironmentBinding Of(ArgumentSpecification specification, IReadOnlyDictionary<string, string> variables)
    {
        var findings = ImmutableArray.CreateBuilder<Diagnostic>();
        Dictionary<string, string> values = [];
        ParameterSpecification[] settable = [.. specification.All.Where(x => x.IsAllowedInEnvironment)];
        foreach (var name in variables.Keys.Where(x => x.StartsWith("COINPILOT_", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var value = variables[name];
            if (settable.FirstOrDefault(x => x.Variable == name) is not { } parameter)
            {
                findings.AddRange(Unknown(name, settable));
            }
            else if (value.Length > 0)
            {
                values[parameter.Name] = value;
                findings.AddRange(Faults(parameter, value, specification));
            }
        }

        var bound = BoundByTheEngine(specification);
        return new([.. variables.Keys.Where(x => IsBound(bound, x))], values, findings.ToImmutable());
    }

    /// <summary>Whether the engine would take the variable as a parameter: letters and digits equal its name, with or without NUKE in front.</summary>
    private static bool IsBound(HashSet<string> bound, string variable) =>
        variable == "NUKE_INTERNAL_INTERCEPTOR" || bound.Contains(string.Concat(variable.Where(char.IsLetterOrDigit)));

    private static HashSet<string> BoundByTheEngine(ArgumentSpecification specification)
    {
        HashSet<string> bound = new(StringComparer.OrdinalIgnoreCase);
        foreach (var name in specification.All.Select(x => x.Name).Concat(ArgumentSpecification.Refused.Keys))
        {
            bound.Add(name);
            bound.Add("NUKE" + name);
        }

        return bound;
    }

    private static IEnumerable<Diagnostic> Faults(ParameterSpecification parameter, string value, ArgumentSpecification specification) =>
        (parameter is { IsList: true, Separator: { } separator } ? value.Split(separator) : [value])
        .Select(x => ParameterValue.Fault(parameter, x, specification))
        .OfType<string>()
        .Select(x => new Diagnostic("variable", Severity.Error, $"{parameter.Variable} {x}"));

    private static IEnumerable<Diagnostic> Unknown(string name, ParameterSpecification[] settable)
    {
        if (Foreign.Any(x => name == x || name.StartsWith(x + "_", StringComparison.Ordinal)))
        {
            return [];
        }

        return Suggestion.For(name["COINPILOT_".Length..], settable.Select(x => x.Variable["COINPILOT_".Length..])) is { } near
            ? [new("variable", Severity.Error, $"{name} is not a parameter; did you mean COINPILOT_{near}?")]
            : [new("variable", Severity.Warning, $"{name} is not a parameter and is not used")];
    }
}
