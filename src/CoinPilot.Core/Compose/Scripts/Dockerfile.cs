using System.Collections.Immutable;
using System.Text;

namespace CoinPilot.Compose.Scripts;

/// <summary>What a line of a Dockerfile brings into the image.</summary>
/// <param name="Sources">As written, relative to the context.</param>
/// <param name="IsForeign">From another image or stage, or from the file's own text: not from the context.</param>
/// <param name="SetsMode">It has a `--chmod`.</param>
internal sealed record DockerCopy(ImmutableArray<string> Sources, string Target, bool IsForeign, bool SetsMode);

/// <summary>The stage of a Dockerfile that a service is built from.</summary>
/// <param name="Commands">Everything that its RUN lines do.</param>
internal sealed record DockerStage(
    ImmutableArray<DockerCopy> Copies, string WorkingDirectory, ImmutableArray<string>? Entrypoint, ImmutableArray<string>? Command, string Commands)
{
    public static readonly DockerStage Empty = new([], "/", null, null, "");
}

/// <summary>Reads of a Dockerfile what it copies and what it starts.</summary>
internal static class Dockerfile
{
    private const int MostInstructions = 2000;

    public static DockerStage Read(string text, string? target)
    {
        Dictionary<string, DockerStage> stages = new(StringComparer.OrdinalIgnoreCase);
        var current = DockerStage.Empty;
        var name = "";
        foreach (var (word, rest) in Instructions(text).Take(MostInstructions))
        {
            if (word == "FROM")
            {
                if (name.Length > 0 && name == target)
                {
                    break;
                }

                var words = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries).SkipWhile(w => w.StartsWith("--", StringComparison.Ordinal)).ToArray();
                current = stages.GetValueOrDefault(words.FirstOrDefault() ?? "") ?? DockerStage.Empty;
                name = words is [_, var and, var own, ..] && and.Equals("AS", StringComparison.OrdinalIgnoreCase) ? own : "";
            }
            else
            {
                current = With(current, word, rest);
            }

            if (name.Length > 0)
            {
                stages[name] = current;
            }
        }

        return target is not null && stages.TryGetValue(target, out var wanted) ? wanted : current;
    }

    private static DockerStage With(DockerStage stage, string word, string rest) => word switch
    {
        "WORKDIR" => stage with { WorkingDirectory = ContainerPath.Join(stage.WorkingDirectory, rest.Trim('"')) },
        "COPY" or "ADD" => stage with { Copies = [.. stage.Copies, Copy(stage, rest)] },
        "ENTRYPOINT" => stage with { Entrypoint = Words(rest), Command = null }, // as BuildKit: a CMD of before is not for this one
        "CMD" => stage with { Command = Words(rest) },
        "RUN" => stage with { Commands = $"{stage.Commands}{rest}\n" },
        _ => stage,
    };

    private static DockerCopy Copy(DockerStage stage, string rest)
    {
        var flags = new List<string>();
        while (rest.StartsWith("--", StringComparison.Ordinal))
        {
            var end = rest.IndexOf(' ', StringComparison.Ordinal);
            flags.Add(end < 0 ? rest : rest[..end]);
            rest = end < 0 ? "" : rest[end..].TrimStart();
        }

        ImmutableArray<string> paths = rest.StartsWith('[') ? Json(rest) ?? [] : [.. rest.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)];
        if (paths.Length < 2)
        {
            return new([], "/", IsForeign: true, SetsMode: false);
        }

        var target = ContainerPath.Join(stage.WorkingDirectory, paths[^1]);
        return new(
            paths[..^1],
            paths[^1].EndsWith('/') || paths[^1] is "." or "./" || paths.Length > 2 ? target.TrimEnd('/') + "/" : target,
            flags.Exists(flag => flag.StartsWith("--from", StringComparison.Ordinal)) || paths[0].StartsWith("<<", StringComparison.Ordinal) || paths[0].Contains("://", StringComparison.Ordinal),
            flags.Exists(flag => flag.StartsWith("--chmod", StringComparison.Ordinal)));
    }

    private static ImmutableArray<string> Words(string rest) => (rest.StartsWith('[') ? Json(rest) : null) ?? ["/bin/sh", "-c", rest];

    // A list of texts as JSON writes it; null for anything else, which Docker takes for a shell's words.
    private static ImmutableArray<string>? Json(string text)
    {
        try
        {
            using var document = System.Text.Json.JsonDocument.Parse(text);
            return [.. document.RootElement.EnumerateArray().Select(item => item.GetString() ?? "")];
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static IEnumerable<(string Word, string Arguments)> Instructions(string text)
    {
        StringBuilder whole = new();
        string? here = null;
        foreach (var raw in text.TrimStart('\uFEFF').Split('\n'))
        {
            var line = raw.Trim();
            if (here is not null)
            {
                here = line == here ? null : here;
                continue;
            }

            if (line.StartsWith('#') || (line.Length == 0 && whole.Length > 0))
            {
                continue;
            }

            var goesOn = line.EndsWith('\\');
            whole.Append(goesOn ? line[..^1] : line).Append(' ');
            if (goesOn)
            {
                continue;
            }

            var parts = whole.ToString().Trim().Split([' ', '\t'], 2);
            whole.Clear();
            if (parts.Length == 2)
            {
                here = HereOf(parts[1]);
                yield return (parts[0].ToUpperInvariant(), parts[1].Trim());
            }
        }
    }

    // The word that ends a text of several lines, as in `RUN <<EOF`.
    private static string? HereOf(string rest)
    {
        var at = rest.IndexOf("<<", StringComparison.Ordinal);
        var word = at < 0 ? "" : rest[(at + 2)..].TrimStart('-').Split(' ', 2)[0].Trim('"', '\'');
        return word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && char.IsAsciiLetter(word[0]) ? word : null;
    }
}
