using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace CoinPilot.Documents;

/// <summary>One document of the project.</summary>
internal sealed partial record MarkdownFile(string Name, string Text)
{
    private static readonly string Root = CommandLine.ProjectRoot.Find();

    public static ImmutableArray<MarkdownFile> All { get; } =
    [
        .. Directory.EnumerateFiles(Root, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Select(x => Path.GetRelativePath(Root, x))
            .Order(StringComparer.Ordinal)
            .Select(x => new MarkdownFile(x, File.ReadAllText(Path.Combine(Root, x)))),
    ];

    /// <summary>The words after each ./build.sh that stands in the text to be typed.</summary>
    public IEnumerable<string[]> BuildCommands =>
        BuildCommand().Matches(Text).Select(x => x.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(x => x is not ["TARGET", ..]);

    /// <summary>What stands in code marks at the beginning of the rows of the table under a heading.</summary>
    public IEnumerable<string> CodeInFirstColumn(string heading) => FirstColumn(heading).SelectMany(x => Code().Matches(x).Select(y => y.Groups[1].Value));

    public IEnumerable<string> FirstColumn(string heading) =>
        Text.Split($"\n## {heading}\n")[1].Split("\n## ")[0].Split('\n').Where(x => x.StartsWith('|')).Skip(2).Select(x => x.Split('|')[1].Trim());

    /// <summary>What stands between ``` marks of that language, comments and trailing space left out.</summary>
    public IEnumerable<string> CodeLines(string language) =>
        from block in CodeBlock().Matches(Text)
        where block.Groups[1].Value == language
        from line in block.Groups[2].Value.Split('\n')
        let text = Comment().Replace(line, "").TrimEnd()
        where text.Length > 0
        select text;

    /// <summary>Links into the project that lead nowhere.</summary>
    public IEnumerable<string> DeadLinks =>
        from target in Link().Matches(Text).Select(x => x.Groups[1].Value)
        where !target.StartsWith("http", StringComparison.Ordinal) && !target.StartsWith('#')
        let path = Path.Combine(Root, Path.GetDirectoryName(Name)!, target.Split('#')[0])
        where !File.Exists(path) && !Directory.Exists(path)
        select target;

    public static MarkdownFile Named(string name) => All.Single(x => x.Name == name);

    [GeneratedRegex(@"\./build\.sh([^`\n#|]*)")]
    private static partial Regex BuildCommand();

    [GeneratedRegex(@"^```(\w*)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"(^|\s)#\s.*$")]
    private static partial Regex Comment();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
