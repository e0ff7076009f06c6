using System.Collections.Immutable;

namespace CoinPilot.Systemd;

/// <summary>The words of a unit's command taken apart: what comes before Compose's verb, the verb, and what comes after.</summary>
/// <param name="Verb">Empty for a command that does not run Compose.</param>
/// <param name="EnvFile">The last one that it names; null for none.</param>
/// <param name="Programs">Absolute paths that must be programs.</param>
/// <param name="Paths">Absolute paths that Compose's own options name.</param>
public sealed record ComposeWords(
    ImmutableArray<string> Head, string Verb, ImmutableArray<string> Tail, string? EnvFile, ImmutableArray<string> Programs, ImmutableArray<string> Paths)
{
    private static readonly ImmutableHashSet<string> DockerValues = ["-H", "--host", "-c", "--context", "--config", "-l", "--log-level"];

    private static readonly ImmutableHashSet<string> ComposeValues =
        ["-f", "--file", "-p", "--project-name", "--project-directory", "--env-file", "--profile", "--ansi", "--progress", "--parallel", "--workdir"];

    public static ComposeWords Of(ImmutableArray<string> words)
    {
        var docker = words.TakeWhile(word => NameOf(word) is not ("docker" or "docker-compose")).Count();
        if (docker == words.Length)
        {
            // Of a program that nobody here knows, its other words may be anything.
            return new(words, "", [], null, Absolute(words.Take(1)), []);
        }

        var at = NameOf(words[docker]) == "docker" ? ComposeAfter(words, docker + 1) : docker + 1;
        string? envFile = null;
        var paths = ImmutableArray.CreateBuilder<string>();
        for (; at < words.Length && words[at].StartsWith('-'); at++)
        {
            var option = words[at].Split('=', 2);
            var value = option.Length == 2 ? option[1] : ComposeValues.Contains(words[at]) && at + 1 < words.Length ? words[++at] : null;
            envFile = option[0] == "--env-file" ? value : envFile;
            if (value?.StartsWith('/') == true)
            {
                paths.Add(value);
            }
        }

        return at < words.Length
            ? new(words[..at], words[at], words[(at + 1)..], envFile, Absolute(words[..(docker + 1)]), paths.ToImmutable())
            : new(words, "", [], envFile, Absolute(words[..(docker + 1)]), paths.ToImmutable());
    }

    private static string NameOf(string word) => word[(word.LastIndexOf('/') + 1)..];

    private static ImmutableArray<string> Absolute(IEnumerable<string> words) => [.. words.Where(word => word.StartsWith('/'))];

    // Behind docker's own options; the end where another command than compose comes.
    private static int ComposeAfter(ImmutableArray<string> words, int at)
    {
        for (; at < words.Length; at++)
        {
            if (DockerValues.Contains(words[at]))
            {
                at++;
            }
            else if (!words[at].StartsWith('-'))
            {
                return words[at] == "compose" ? at + 1 : words.Length;
            }
        }

        return words.Length;
    }
}
