using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Agent.Transaction;

namespace CoinPilot.Agent.Cli;

/// <summary>A command line as a person, the timer or the guard gives it.</summary>
/// <param name="App">Null where none was named.</param>
/// <param name="Unit">Empty for the one that the host remembers.</param>
/// <param name="Tail">How many lines or entries; null for the usual number.</param>
/// <param name="Release">Where to go back to; null for the one before.</param>
internal sealed record Typed(string Word)
{
    public const string Usage = """
        usage: sudo coinpilot COMMAND [--app APP] [--json]
          status      what runs, and whether it is what was released (exit 11 when anything is off)
          releases    what lies here, and what a rollback can go to
          history     what was deployed, rolled back and reverted, by whom      [--tail N]
          logs        what the services wrote                                   [--service NAME]… [--tail N] [--follow]
          check       status, and whether the stack would come back after a reboot; touches nothing
          notify-test sends a message to everybody whom notify.json names, and says what becomes of it
          revert      undoes a deployment that is not confirmed yet
          rollback    goes back to the confirmed release before                 [--release ID]
          restore     starts the installed release exactly as it was confirmed, with its own images
        --app may be left out where this host has one app only. --unit UNIT names its unit, where that is not the app's usual one.
        """;

    public static readonly ImmutableArray<string> Words = ["status", "releases", "history", "logs", "check", "notify-test", "revert", "rollback", "restore"];

    public string? App { get; init; }

    public string Unit { get; init; } = "";

    public bool IsJson { get; init; }

    public bool IsFollowing { get; init; }

    public int? Tail { get; init; }

    public string? Release { get; init; }

    public ImmutableArray<string> Services { get; init; } = [];

    public RevertMode Mode { get; init; } = RevertMode.Asked;

    /// <summary>Throws <see cref="VerbFailedException"/> (2) on words that it does not know.</summary>
    public static Typed Parse(ReadOnlySpan<string> words)
    {
        if (words.IsEmpty || !Words.Contains(words[0]))
        {
            throw Refused(words.IsEmpty ? "no command is given" : $"'{words[0]}' is no command of coinpilot{(Suggestion.For(words[0], Words) is { } near ? $"; did you mean {near}?" : "")}");
        }

        Typed typed = new(words[0]);
        for (var at = 1; at < words.Length; at++)
        {
            var option = words[at];
            typed = option switch
            {
                "--json" => typed with { IsJson = true },
                "--follow" when typed.Word == "logs" => typed with { IsFollowing = true },
                "--boot" when typed.Word == "revert" => typed with { Mode = RevertMode.Boot },
                "--app" or "--unit" or "--tail" or "--release" or "--service" or "--by" => at + 1 < words.Length && words[at + 1].Length > 0
                    ? typed.With(option, words[++at])
                    : throw Refused($"{option} needs a value"),
                _ => throw Refused($"'{option}' is no option of coinpilot {typed.Word}"),
            };
        }

        return typed;
    }

    private Typed With(string option, string value) => (option, Word) switch
    {
        ("--app", _) => this with { App = value },
        ("--unit", _) => this with { Unit = value },
        ("--tail", "history" or "logs") => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var lines)
            ? this with { Tail = lines }
            : throw Refused($"--tail '{value}' is no number"),
        ("--release", "rollback") => this with { Release = value },
        ("--service", "logs") => this with { Services = Services.Add(value) },
        ("--by", "revert") when value == "timer" => this with { Mode = RevertMode.Timer },
        _ => throw Refused($"'{option} {value}' is no option of coinpilot {Word}"),
    };

    private static VerbFailedException Refused(string what) => new(FailureKind.BadInput, what, "sudo coinpilot --help lists the commands");
}
