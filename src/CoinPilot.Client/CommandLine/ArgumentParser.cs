using System.Collections.Immutable;

namespace CoinPilot.CommandLine;

/// <summary>The strict reading of a command line: targets first, then parameters; nothing is ignored (D068).</summary>
public sealed class ArgumentParser
{
    private readonly ArgumentSpecification specification;
    private readonly ImmutableArray<string>.Builder targets = ImmutableArray.CreateBuilder<string>();
    private readonly Dictionary<string, IReadOnlyList<string>> values = [];
    private readonly ImmutableArray<Diagnostic>.Builder findings = ImmutableArray.CreateBuilder<Diagnostic>();
    private bool wantsHelp;
    private bool wantsVersion;

    private ArgumentParser(ArgumentSpecification specification) => this.specification = specification;

    public static ParsedArguments Parse(ArgumentSpecification specification, IReadOnlyList<string> arguments)
    {
        ArgumentParser parser = new(specification);
        var named = arguments.TakeWhile(x => !IsOption(x)).Count();
        parser.ReadTargets([.. arguments.Take(named)]);
        for (var i = named; i < arguments.Count;)
        {
            string[] following = [.. arguments.Skip(i + 1).TakeWhile(x => !IsOption(x))];
            parser.ReadOption(arguments[i], following);
            i += following.Length + 1;
        }

        parser.CheckTargets(arguments.Count);
        return new(parser.targets.ToImmutable(), parser.values, parser.wantsHelp, parser.wantsVersion, parser.findings.ToImmutable());
    }

    private static bool IsOption(string argument) => argument.StartsWith('-');

    private void ReadTargets(string[] words)
    {
        foreach (var word in words.SelectMany(x => x.Split('+')))
        {
            if (specification.FindTarget(word) is { } target)
            {
                targets.Add(target);
            }
            else
            {
                Report($"'{word}' is not a target{ParameterValue.DidYouMean(Suggestion.For(word, specification.Targets))}");
            }
        }
    }

    private void ReadOption(string option, string[] following)
    {
        // What follows '=' may be a secret: it is never repeated.
        var written = option.Split('=')[0];
        var name = written.Replace("-", "", StringComparison.Ordinal);
        if (name.ToUpperInvariant() is "H" or "?" && !option.Contains('=', StringComparison.Ordinal))
        {
            wantsHelp = true;
            ReportStray(written, following);
        }
        else if (name.Equals("Version", StringComparison.OrdinalIgnoreCase) && !option.Contains('=', StringComparison.Ordinal))
        {
            wantsVersion = true;
            ReportStray(written, following);
        }
        else if (ArgumentSpecification.Refused.TryGetValue(name, out var reason))
        {
            Report($"{written} is refused: {reason}");
        }
        else if (specification.Find(name) is not { } parameter)
        {
            var suggestion = Suggestion.For(name, specification.All.Where(x => !x.IsSecret).Select(x => x.Option));
            Report($"{written} is not a parameter{ParameterValue.DidYouMean(suggestion)}");
        }
        else if (parameter.IsSecret)
        {
            Report($"{parameter.Option} is a secret and other users of this machine can read a command line: set {parameter.Variable} instead, or set it to - and give the value on standard input");
        }
        else if (option.Contains('=', StringComparison.Ordinal))
        {
            Report($"{written}=… is not understood: write the value as a word of its own, {parameter.Option} VALUE");
        }
        else if (values.ContainsKey(parameter.Name))
        {
            Report($"{parameter.Option} is given twice");
        }
        else
        {
            ReadValues(parameter, following);
        }
    }

    private void ReadValues(ParameterSpecification parameter, string[] given)
    {
        values[parameter.Name] = given;
        if (Misplaced(parameter, given) is { } target)
        {
            Report($"{parameter.Option} took the target {target} as its value: targets come first, {Commands.Of(target)} {parameter.Option}");
        }
        else if (given.Length == 0 && parameter.Kind != ValueKind.Flag)
        {
            Report($"{parameter.Option} needs a value{(parameter.Name == "Skip" ? ": alone it would skip everything and end green" : "")}");
        }
        else if (given.Length > 1 && !parameter.IsList)
        {
            Report($"{parameter.Option} takes one value, not {given.Length}: {string.Join(' ', given)}");
        }
        else if (given.Length > 1 && parameter.Separator is { } mixed && given.Any(x => x.Contains(mixed, StringComparison.Ordinal)))
        {
            Report($"{parameter.Option} takes its values as words or separated by '{mixed}', not both");
        }
        else
        {
            ReadEach(parameter, Split(parameter, given));
        }
    }

    private void ReadEach(ParameterSpecification parameter, string[] given)
    {
        foreach (var fault in given.Select(x => ParameterValue.Fault(parameter, x, specification)).OfType<string>())
        {
            Report($"{parameter.Option} {fault}");
        }

        values[parameter.Name] = given;
        wantsHelp |= parameter.Name == "Help" && !given.Contains("false", StringComparer.OrdinalIgnoreCase);
        if (parameter.Name == "Target")
        {
            if (targets.Count > 0)
            {
                Report("--target and targets in front exclude each other: the engine would drop the ones in front");
            }

            targets.AddRange(given.Select(specification.FindTarget).OfType<string>());
        }
    }

    // A target after a parameter is swallowed as that parameter's value.
    private string? Misplaced(ParameterSpecification parameter, string[] given)
    {
        var tail = parameter.Kind switch
        {
            ValueKind.TargetName => [],
            ValueKind.Flag => given,
            _ => given.Skip(1),
        };
        return tail.Select(specification.FindTarget).OfType<string>().FirstOrDefault();
    }

    private static string[] Split(ParameterSpecification parameter, string[] given) =>
        parameter.Separator is { } separator && given.Length == 1 ? given[0].Split(separator) : given;

    private void ReportStray(string option, string[] following)
    {
        foreach (var word in following)
        {
            Report($"{option} takes no value, but '{word}' follows it: targets come first");
        }
    }

    // Without a target the engine prints its help and ends green, whatever else was asked for.
    private void CheckTargets(int arguments)
    {
        if (arguments > 0 && targets.Count == 0 && findings.Count == 0 && !wantsHelp && !wantsVersion
            && values.Keys.FirstOrDefault(x => x is not ("NoLogo" or "Verbosity" or "Help")) is { } name)
        {
            Report($"{specification.Find(name)!.Option} is given without a target: targets come first, {Commands.Of("TARGET")} {specification.Find(name)!.Option} …");
        }
    }

    private void Report(string message) => findings.Add(new("argument", Severity.Error, message));
}
