using System.Collections.Immutable;
using System.Globalization;

namespace CoinPilot.Systemd;

/// <summary>A command of a unit that runs Compose, seen through its <c>timeout</c>.</summary>
internal sealed record ComposeLine(TimeSpan? Bound, string Verb, ImmutableArray<string> Options, ImmutableDictionary<string, string> GlobalOptions)
{
    private static readonly ImmutableDictionary<string, string> LongNames = new Dictionary<string, string>
    {
        ["-p"] = "--project-name",
        ["-f"] = "--file",
    }.ToImmutableDictionary();

    private static readonly ImmutableHashSet<string> WithValue =
        ["--project-name", "--project-directory", "--env-file", "--file", "--profile", "--ansi", "--progress", "--parallel"];

    /// <summary>What the command runs, or null when it isn't Compose.</summary>
    public static ComposeLine? Of(ExecCommand command)
    {
        var words = new Queue<string>([command.Program, .. command.Arguments]);
        var bound = Path.GetFileName(words.Peek()) == "timeout" ? TakeTimeout(words) : null;
        if (!words.TryDequeue(out var program))
        {
            return null;
        }

        var isPlugin = Path.GetFileName(program) == "docker" && words.TryPeek(out var first) && first == "compose";
        if (isPlugin)
        {
            words.Dequeue();
        }
        else if (Path.GetFileName(program) != "docker-compose")
        {
            return null;
        }

        var global = TakeGlobalOptions(words);
        var verb = words.TryDequeue(out var word) ? word : "";

        return new(bound, verb, [.. words], global);
    }

    /// <summary>Whether it needs a registry, or what a build needs.</summary>
    public bool Refreshes => Verb is "pull" or "build" || (Verb == "up" && Options.Any(o => o is "--build" or "--pull=always"));

    /// <summary>What <c>timeout</c> gives the command, whatever it runs; null when nothing ends it.</summary>
    public static TimeSpan? BoundOf(ExecCommand command) =>
        Path.GetFileName(command.Program) == "timeout" ? TakeTimeout(new([command.Program, .. command.Arguments])) : null;

    private static TimeSpan? TakeTimeout(Queue<string> words)
    {
        words.Dequeue();
        var kill = TimeSpan.Zero;
        while (words.TryDequeue(out var word))
        {
            if (word is "-k" or "--kill-after" && words.TryDequeue(out var after))
            {
                kill = Seconds(after) ?? kill;
            }
            else if (word.StartsWith("--kill-after=", StringComparison.Ordinal))
            {
                kill = Seconds(word["--kill-after=".Length..]) ?? kill;
            }
            else if (word is "-s" or "--signal")
            {
                words.TryDequeue(out _);
            }
            else if (!word.StartsWith('-'))
            {
                // 0 means no bound to timeout(1).
                return Seconds(word) is { } bound && bound > TimeSpan.Zero ? bound + kill : null;
            }
        }

        return null;
    }

    private static ImmutableDictionary<string, string> TakeGlobalOptions(Queue<string> words)
    {
        var options = ImmutableDictionary.CreateBuilder<string, string>();
        while (words.TryPeek(out var word) && word.StartsWith('-'))
        {
            words.Dequeue();
            var equals = word.IndexOf('=');
            var name = LongNames.GetValueOrDefault(equals < 0 ? word : word[..equals]) ?? (equals < 0 ? word : word[..equals]);
            options[name] = equals >= 0 ? word[(equals + 1)..] : WithValue.Contains(name) && words.TryDequeue(out var value) ? value : "";
        }

        return options.ToImmutable();
    }

    private static TimeSpan? Seconds(string text)
    {
        var unit = text is [.., var last] ? last switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 } : 0;

        return double.TryParse(unit == 0 ? text : text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? TimeSpan.FromSeconds(number * Math.Max(unit, 1))
            : null;
    }
}
