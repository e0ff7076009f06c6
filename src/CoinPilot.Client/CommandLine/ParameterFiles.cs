using System.Collections.Immutable;
using System.Text.Json;
using CoinPilot.Stack;

namespace CoinPilot.CommandLine;

/// <summary>The check of .nuke/parameters*.json: the engine ignores keys that it does not know, and dies without a word on a file that it cannot read.</summary>
public sealed class ParameterFiles(ArgumentSpecification specification, string root)
{
    private const int MostMiB = 1;

    private static readonly JsonDocumentOptions Tolerant = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private readonly string folder = Path.Combine(root, ".nuke");

    public ImmutableArray<Diagnostic> Check(IEnumerable<string> profiles)
    {
        List<Diagnostic> findings = [];
        if (File.Exists(Path.Combine(folder, "parameters.json")))
        {
            findings.AddRange(CheckFile("parameters.json"));
        }

        foreach (var profile in profiles)
        {
            var file = $"parameters.{profile}.json";
            if (profile.AsSpan().ContainsAny('/', '\\') || !File.Exists(Path.Combine(folder, file)))
            {
                findings.Add(new("profile", Severity.Error, $"there is no profile '{profile}': .nuke/{file} is missing", Fix: Known()));
            }
            else
            {
                findings.AddRange(CheckFile(file));
            }
        }

        return [.. findings];
    }

    private string Known()
    {
        string[] names = Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "parameters.*.json").Select(x => Path.GetFileName(x)["parameters.".Length..^".json".Length]).Order(StringComparer.Ordinal)]
            : [];
        return names.Length == 0 ? "there are no profiles" : $"there is {string.Join(", ", names)}";
    }

    private List<Diagnostic> CheckFile(string name)
    {
        var shown = ".nuke/" + name;
        string text;
        try
        {
            if (SmallFile.Read(Path.Combine(folder, name), MostMiB << 20) is not { } bytes)
            {
                return [new("parameters-file", Severity.Error, SmallFile.TooLong(MostMiB), new(shown), "keep only parameters in it")];
            }

            text = SmallFile.Decode(bytes);
            using var document = JsonDocument.Parse(text, Tolerant);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return [new("parameters-file", Severity.Error, "is not a JSON object", new(shown))];
            }

            List<Diagnostic> findings = [];
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (Fault(property) is { } fault)
                {
                    findings.Add(At(shown, text, property.Name, fault));
                }
            }

            return findings;
        }
        catch (JsonException e)
        {
            return [new("parameters-file", Severity.Error, "is not JSON", new(shown, (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [new("parameters-file", Severity.Error, $"cannot be read: {e.Message}", new(shown))];
        }
    }

    private string? Fault(JsonProperty property)
    {
        if (property.Name == "$schema")
        {
            return null;
        }

        if (specification.All.FirstOrDefault(x => x.Name == property.Name) is not { } parameter)
        {
            var near = Suggestion.For(property.Name, specification.All.Where(x => x.IsAllowedInFile && !x.IsSecret).Select(x => x.Name));
            return $"'{property.Name}' is not a parameter{ParameterValue.DidYouMean(near)}{(near is null ? "" : " Names are exact, capitals too.")}";
        }

        if (parameter.IsSecret)
        {
            return $"'{parameter.Name}' is a secret and is not read from a file: set {parameter.Variable}";
        }

        if (!parameter.IsAllowedInFile)
        {
            return $"'{parameter.Name}' is not read from a file: give {parameter.Option} on the command line";
        }

        return Fault(parameter, property.Value) is { } fault ? $"'{parameter.Name}' {fault}" : null;
    }

    private string? Fault(ParameterSpecification parameter, JsonElement value)
    {
        if (parameter.IsList)
        {
            return value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(x => x.ValueKind == JsonValueKind.String)
                ? value.EnumerateArray().Select(x => ParameterValue.Fault(parameter, x.GetString()!, specification)).OfType<string>().FirstOrDefault()
                : "takes a list of strings";
        }

        return (parameter.Kind, value.ValueKind) switch
        {
            (ValueKind.Flag, JsonValueKind.True or JsonValueKind.False) => null,
            (ValueKind.Flag, _) => "takes true or false",
            (ValueKind.Number, JsonValueKind.Number) => ParameterValue.Fault(parameter, value.GetRawText(), specification),
            (ValueKind.Number, _) => "takes a whole number",
            (_, JsonValueKind.String) => ParameterValue.Fault(parameter, value.GetString()!, specification),
            (ValueKind.Text, JsonValueKind.Number) => null,
            _ => "takes a string",
        };
    }

    private static Diagnostic At(string file, string text, string key, string fault)
    {
        var offset = text.IndexOf(JsonSerializer.Serialize(key), StringComparison.Ordinal);
        if (offset < 0)
        {
            return new("parameters-file", Severity.Error, fault, new(file));
        }

        var line = text.AsSpan(0, offset).Count('\n') + 1;
        var column = offset - text.LastIndexOf('\n', offset);
        return new("parameters-file", Severity.Error, fault, new(file, line, column));
    }
}
