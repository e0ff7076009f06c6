using System.Text;

namespace Nuke.Common.Execution;

/// <summary>What --help prints: the targets with their direct dependencies, then the parameters, ours first.</summary>
internal static class HelpText
{
    private const int Width = 90;

    public static string Of(Type build, IReadOnlyList<ExecutableTarget> targets)
    {
        StringBuilder text = new();
        text.AppendLine("Targets (with their direct dependencies):").AppendLine();
        var width = Math.Max(targets.Max(x => x.Name.Length), 20);
        foreach (var target in targets.Where(x => x.Definition.Listed))
        {
            var name = target.Name + (target.IsDefault ? " (default)" : "");
            var needs = string.Join(", ", target.ExecutionDependencies.Select(x => x.Name));
            text.AppendLine(needs.Length == 0 ? $"  {name}" : $"  {name.PadRight(width)} -> {needs}");
            if (target.Definition.Text is { Length: > 0 } description)
            {
                text.AppendLine($"    {description}");
            }
        }

        text.AppendLine().AppendLine("Parameters:");
        BuildParameter[] parameters = [.. BuildParameter.Of(build).Where(x => x.IsListed).OrderBy(x => x.Name, StringComparer.Ordinal)];
        var dashed = Math.Max(parameters.Max(x => x.DashedName.Length), 16);
        foreach (var group in parameters.GroupBy(x => x.IsInherited).OrderBy(x => x.Key))
        {
            text.AppendLine();
            foreach (var parameter in group)
            {
                Append(text, parameter, dashed);
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, BuildParameter parameter, int dashed)
    {
        var indent = dashed + 6;
        var line = $"  --{parameter.DashedName.PadRight(dashed)} ";
        var description = parameter.Description is { } words ? words.TrimEnd('.') + "." : "<no description>";
        foreach (var word in description.Split(' '))
        {
            if (line.Length + word.Length >= Width)
            {
                text.AppendLine(line);
                line = new string(' ', indent - 1);
            }

            line += " " + word;
        }

        text.AppendLine(line);
    }
}
