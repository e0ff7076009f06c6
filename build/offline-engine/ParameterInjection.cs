using System.ComponentModel;
using System.Text.Json;
using Serilog;

namespace Nuke.Common.Execution;

/// <summary>Values of parameters: command line, then environment, then profiles (the last named wins), then parameters.json.</summary>
internal sealed class ParameterInjection(IReadOnlyList<string> arguments)
{
    private static readonly JsonDocumentOptions Tolerant = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The names before the first parameter, else those of --target; null when none is given.</summary>
    public IReadOnlyList<string>? Targets => Values("Target") is { } named ? Split(named, '+') : Positional is { Count: > 0 } found ? Split(found, '+') : null;

    public IReadOnlyList<string>? Skip => Values("Skip") is { } names ? Split(names, '+') : null;

    private IReadOnlyList<string> Positional => [.. arguments.TakeWhile(x => !x.StartsWith('-'))];

    public void Inject(NukeBuild build)
    {
        BuildParameter[] parameters = [.. BuildParameter.Of(build.GetType()).Where(x => x.CanStore)];
        var profiles = FromOutside(parameters.Single(x => x.Name == "Profile")) as string[] ?? [];
        var files = ReadFiles(profiles);
        foreach (var parameter in parameters)
        {
            try
            {
                if ((FromOutside(parameter) ?? FromFiles(parameter, files)) is { } value)
                {
                    parameter.Store(build, value);
                }
            }
            catch (Exception thrown) when (thrown is FormatException or ArgumentException or NotSupportedException or InvalidOperationException)
            {
                Log.Warning(thrown, "Could not inject value for {Member:l}", parameter.MemberName);
            }
        }
    }

    private object? FromOutside(BuildParameter parameter)
    {
        if (Values(parameter.Name) is { } values && Convert(parameter, Split(values, parameter.Separator), whenBare: true) is { } given)
        {
            return given;
        }

        return Environment.GetEnvironmentVariable(parameter.Name) is { Length: > 0 } text
            ? Convert(parameter, Split([text], parameter.Separator), whenBare: false)
            : null;
    }

    private static object? FromFiles(BuildParameter parameter, List<JsonDocument> files)
    {
        var value = files.FirstOrDefault(x => x.RootElement.TryGetProperty(parameter.Name, out _))?.RootElement.GetProperty(parameter.Name) ?? default;
        return value.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => null,
            _ when parameter.IsSecret => null,
            JsonValueKind.Array => Convert(parameter, [.. value.EnumerateArray().Select(x => x.ToString())], whenBare: false),
            _ => Convert(parameter, [value.ToString()], whenBare: false),
        };
    }

    private static List<JsonDocument> ReadFiles(string[] profiles)
    {
        string folder = NukeBuild.RootDirectory / ".nuke";
        string[] files = [.. profiles.Reverse().Select(x => $"parameters.{x}.json"), "parameters.json"];
        return
        [
            .. files.Select(x => Path.Combine(folder, x))
                .Where(x => Path.GetFileName(x) != "parameters.json" || File.Exists(x))
                .Select(x => JsonDocument.Parse(File.ReadAllText(x), Tolerant)),
        ];
    }

    // The last occurrence wins.
    private List<string>? Values(string name)
    {
        for (var i = arguments.Count - 1; i >= 0; i--)
        {
            if (arguments[i].StartsWith('-') && arguments[i].Replace("-", "", StringComparison.Ordinal).Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return [.. arguments.Skip(i + 1).TakeWhile(x => !x.StartsWith('-'))];
            }
        }

        return null;
    }

    private static IReadOnlyList<string> Split(IReadOnlyList<string> values, char? separator) =>
        separator is { } c && values.Count == 1 ? values[0].Split(c) : values;

    private static object? Convert(BuildParameter parameter, IReadOnlyList<string> values, bool whenBare)
    {
        if (parameter.Type.IsArray)
        {
            var element = parameter.Type.GetElementType()!;
            var array = Array.CreateInstance(element, values.Count);
            for (var i = 0; i < values.Count; i++)
            {
                array.SetValue(Convert(element, values[i]), i);
            }

            return array;
        }

        var type = Nullable.GetUnderlyingType(parameter.Type) ?? parameter.Type;
        return values.Count switch
        {
            0 when type == typeof(bool) => whenBare,
            0 => null,
            1 => Convert(type, values[0]),
            _ => throw new ArgumentException($"Cannot convert {values.Count} values to {type.Name}"),
        };
    }

    private static object Convert(Type type, string text) =>
        type == typeof(string) ? text : TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text)!;
}
