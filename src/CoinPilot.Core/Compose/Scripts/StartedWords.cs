using System.Collections.Immutable;
using CoinPilot.Compose.Values;

namespace CoinPilot.Compose.Scripts;

/// <summary>A program that a command starts, or a file that it gives to a shell.</summary>
internal sealed record StartedWord(string Path, bool IsGivenToShell);

/// <summary>Of the words of a command, those that name what is started.</summary>
internal static class StartedWords
{
    private const int MostNested = 4;

    private static readonly string[] Shells = ["sh", "bash", "ash", "dash", "ksh", "zsh", "busybox"];

    // They start what follows them.
    private static readonly string[] Wrappers = ["tini", "dumb-init", "catatonit", "env", "exec", "nohup", "command"];

    /// <summary>Whether a word is a shell or another interpreter: what follows is read, not executed.</summary>
    public static bool IsInterpreter(string word) =>
        GoName(word) is var name && (Shells.Contains(name) || name is "node" or "perl" or "ruby" or "php" or "java" || name.StartsWith("python", StringComparison.Ordinal));

    public static IEnumerable<StartedWord> Of(ImmutableArray<string> words, int depth = 0)
    {
        var rest = words.ToList();
        while (rest.Count > 0 && (Wrappers.Contains(GoName(rest[0])) || (rest.Count < words.Length && rest[0].StartsWith('-'))))
        {
            rest.RemoveAt(0);
        }

        if (rest.Count == 0 || depth > MostNested)
        {
            yield break;
        }

        yield return new(rest[0], IsGivenToShell: false);
        if (!Shells.Contains(GoName(rest[0])))
        {
            yield break;
        }

        var options = rest.Skip(1).TakeWhile(word => word.StartsWith('-') || word is "sh" or "ash").ToList();
        var first = rest.Skip(1 + options.Count).FirstOrDefault();
        if (first is not null && options.Exists(option => option.StartsWith('-') && option.Contains('c', StringComparison.Ordinal)))
        {
            foreach (var inner in Of([.. CommandWords.Split(first) ?? []], depth + 1))
            {
                yield return inner;
            }
        }
        else if (first is not null)
        {
            yield return new(first, IsGivenToShell: true);
        }
    }

    private static string GoName(string word) => word[(word.LastIndexOf('/') + 1)..];
}
