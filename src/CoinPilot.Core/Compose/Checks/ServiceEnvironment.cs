using System.Collections.Immutable;
using System.Text;
using CoinPilot.Compose.Variables;
using CoinPilot.Compose.Yaml;

namespace CoinPilot.Compose.Checks;

/// <summary>The variables of a container: its env files, and over them what `environment` says. Labels likewise.</summary>
internal sealed class ServiceEnvironment(IComposeFiles files, ComposeVariables variables, Findings findings)
{
    public static readonly ComposeRule Format = new("env-file-format", Severity.Error, "The format of an env file is left out or `raw`.");
    public static readonly ComposeRule LabelFile = new("label-file-missing", Severity.Error, "A label file is there.");

    public ImmutableDictionary<string, string?> Resolve(ServiceView service)
    {
        var own = Own(service.Map);
        var values = own.Where(v => v.Value is not null).ToDictionary(v => v.Key, v => v.Value!, StringComparer.Ordinal);
        foreach (var file in service.Map.List("env_file").OfType<YamlMap>())
        {
            if (!file["path"].IsUnknown())
            {
                Read(service, file, own, values);
            }
        }
        return values.ToImmutableDictionary(v => v.Key, v => (string?)v.Value, StringComparer.Ordinal).SetItems(own);
    }

    /// <summary>The labels of the label files; those of the service itself go over them.</summary>
    public ImmutableDictionary<string, string> Labels(ServiceView service)
    {
        var labels = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var file in service.Map.List("label_file").OfType<YamlScalar>().Where(f => !f.IsUnknown()))
        {
            if (files.Read(file.Text) is not { } bytes)
            {
                findings.Report(LabelFile, file.At, $"the label file {file.Text} of '{service.Name}' {files.TroubleWith(file.Text)}", "correct the path");
                continue;
            }
            foreach (var entry in DotEnvParser.Parse(bytes, file.Text,
                name => labels.TryGetValue(name, out var known) ? VariableValue.Of(known) : VariableValue.Unset, findings))
            {
                labels[entry.Key] = entry.Value;
            }
        }
        return labels.ToImmutable();
    }

    private static Dictionary<string, string?> Own(YamlMap service)
    {
        var own = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var entry in service.Map("environment")?.Entries ?? [])
        {
            own[entry.Key] = entry.Value.Text();
        }
        return own;
    }

    private void Read(ServiceView service, YamlMap file, Dictionary<string, string?> own, Dictionary<string, string> values)
    {
        var path = file.Text("path") ?? "";
        var at = file["path"]!.At;
        if (files.Read(path) is not { } bytes)
        {
            if (file.Text("required") is not ("false" or "no" or "n" or "off") || files.DirectoryExists(path))
            {
                findings.Report(VariableRules.EnvFileMissing, at,
                    files.DirectoryExists(path) ? $"the env file {path} of '{service.Name}' is a folder" : $"the env file {path} of '{service.Name}' {files.TroubleWith(path)}",
                    "create it, correct the path, or write `required: false`");
            }
            return;
        }
        switch (file.Text("format"))
        {
            case null or "" or ".env":
                foreach (var entry in DotEnvParser.Parse(bytes, path, name => Lookup(name, own), findings, values))
                {
                    values[entry.Key] = entry.Value;
                }
                break;
            case "raw":
                Raw(bytes, path, values);
                break;
            case var other:
                findings.Report(Format, file["format"]!.At, $"'{other}' is no format of an env file", "remove it, or write `raw`");
                break;
        }
    }

    private VariableValue Lookup(string name, Dictionary<string, string?> own) =>
        variables.Lookup(name) is { State: not VariableState.Unset } outside ? outside
        : own.TryGetValue(name, out var value) && value is not null ? VariableValue.Of(value)
        : VariableValue.Unset;

    /// <summary>Every line as it stands: no quotes, no variables.</summary>
    private void Raw(byte[] bytes, string path, Dictionary<string, string> values)
    {
        findings.Hide(LenientEnv.Values(Encoding.UTF8.GetString(bytes)));
        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            var text = line.TrimEnd('\r').TrimStart();
            if (text.Length == 0 || text[0] == '#')
            {
                continue;
            }
            var parts = text.Split('=', 2);
            if (parts[0].Length == 0 || parts[0].Any(char.IsWhiteSpace))
            {
                findings.Report(VariableRules.EnvFileSyntax, new Mark(path, number, 1), $"'{parts[0]}' is no name of a variable", "write KEY=value, one a line");
                return;
            }
            if (parts.Length == 2)
            {
                values[parts[0]] = parts[1];
            }
            else if (variables.Lookup(parts[0]) is { State: VariableState.Set } value)
            {
                values[parts[0]] = value.Text;
            }
        }
    }
}
