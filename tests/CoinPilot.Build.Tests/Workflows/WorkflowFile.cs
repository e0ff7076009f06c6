using System.Collections.Immutable;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace CoinPilot.Workflows;

/// <summary>One file of .github/workflows, as the runner reads it.</summary>
internal sealed partial record WorkflowFile(string Name, string Text, YamlMappingNode Root)
{
    public static ImmutableArray<WorkflowFile> All { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(CommandLine.ProjectRoot.Find(), ".github", "workflows")).Order(StringComparer.Ordinal).Select(Read)];

    public ImmutableArray<WorkflowJob> Jobs => [.. Mapping(Root, "jobs").Children.Select(x => new WorkflowJob($"{x.Key}", (YamlMappingNode)x.Value))];

    public ImmutableArray<WorkflowStep> Steps => [.. Jobs.SelectMany(x => x.Steps)];

    /// <summary>The inputs that a person is asked for.</summary>
    public ImmutableArray<string> Inputs =>
        Mapping(Root, "on").Children.TryGetValue("workflow_dispatch", out var dispatch) && dispatch is YamlMappingNode { } asked && asked.Children.ContainsKey("inputs")
            ? [.. Mapping(asked, "inputs").Children.Keys.Select(x => $"{x}")]
            : [];

    /// <summary>The job that does what the workflow is for; those before it only look.</summary>
    public WorkflowJob Main => Jobs[^1];

    public static WorkflowFile Named(string name) => All.Single(x => x.Name == name);

    public static YamlMappingNode Mapping(YamlMappingNode parent, string key) => (YamlMappingNode)parent[key];

    /// <summary>Everything between ${{ and }} in a text.</summary>
    public static IEnumerable<string> Expressions(string text) => Expression().Matches(text).Select(x => x.Groups[1].Value);

    private static WorkflowFile Read(string path)
    {
        var text = File.ReadAllText(path);
        YamlStream stream = [];
        stream.Load(new StringReader(text));
        return new(Path.GetFileName(path), text, (YamlMappingNode)stream.Documents.Single().RootNode);
    }

    [GeneratedRegex(@"\$\{\{\s*(.*?)\s*\}\}")]
    private static partial Regex Expression();
}

/// <summary>One job of a workflow.</summary>
internal sealed record WorkflowJob(string Name, YamlMappingNode Node)
{
    public ImmutableArray<WorkflowStep> Steps => [.. ((YamlSequenceNode)Node["steps"]).Select(x => new WorkflowStep((YamlMappingNode)x))];

    public string? Value(string key) => Node.Children.TryGetValue(key, out var value) ? $"{value}" : null;
}

/// <summary>One step of a job: an action that it uses, or a script that it runs.</summary>
internal sealed record WorkflowStep(YamlMappingNode Node)
{
    public string? Name => Value("name");

    public string? Uses => Value("uses");

    public string? Run => Value("run");

    public ImmutableDictionary<string, string> Environment => Values("env");

    public ImmutableDictionary<string, string> With => Values("with");

    /// <summary>The words after each ./build.sh of the script.</summary>
    public IEnumerable<string[]> Builds =>
        from line in (Run ?? "").Split('\n')
        let start = line.IndexOf("./build.sh ", StringComparison.Ordinal)
        where start >= 0
        select line[start..].Split("&&")[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];

    private string? Value(string key) => Node.Children.TryGetValue(key, out var value) ? ((YamlScalarNode)value).Value : null;

    private ImmutableDictionary<string, string> Values(string key) =>
        Node.Children.TryGetValue(key, out var value)
            ? ((YamlMappingNode)value).Children.ToImmutableDictionary(x => $"{x.Key}", x => ((YamlScalarNode)x.Value).Value ?? "")
            : ImmutableDictionary<string, string>.Empty;
}
