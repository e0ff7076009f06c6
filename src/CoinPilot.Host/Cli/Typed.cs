using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Agent.Transaction;
using CoinPilot.Planning;

namespace CoinPilot.Agent.Cli;

/// <summary>A command line as a person, the timer or the guard gives it.</summary>
/// <param name="App">Null where none was named.</param>
/// <param name="Unit">Empty for the one that the host remembers.</param>
/// <param name="Tail">How many lines or entries; null for the usual number.</param>
/// <param name="Release">Where to go back to; null for the one before.</param>
internal sealed record Typed(string Word)
{
    public static readonly ImmutableArray<string> Words = [.. HostWord.All.Select(word => word.Name)];

    public string? App { get; init; }

    public string Unit { get; init; } = "";

    public bool IsJson { get; init; }

    public bool IsFollowing { get; init; }

    public int? Tail { get; init; }

    public string? Release { get; init; }

    /// <summary>Volumes and folders that services may begin empty on.</summary>
    public ImmutableArray<string> AcceptedData { get; init; } = [];

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
                "--app" or "--unit" or "--tail" or "--release" or "--service" or "--by" or DataChangeText.Option => at + 1 < words.Length && words[at + 1].Length > 0
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
        (DataChangeText.Option, "restore" or "rollback") => this with { AcceptedData = [.. AcceptedData, .. value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)] },
        ("--service", "logs") => this with { Services = Services.Add(value) },
        ("--by", "revert") when value == "timer" => this with { Mode = RevertMode.Timer },
        _ => throw Refused($"'{option} {value}' is no option of coinpilot {Word}"),
    };

    private static VerbFailedException Refused(string what) => new(FailureKind.BadInput, what, "sudo coinpilot --help lists the commands");
}
