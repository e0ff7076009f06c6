using System.Collections.Immutable;
using System.Globalization;

namespace CoinPilot.Agent.Cli;

/// <summary>A command of <c>coinpilot</c> on a host: help, completion and manual page are made from these.</summary>
/// <param name="Summary">What it does, in one line.</param>
internal sealed record HostWord(string Name, string Summary, params ImmutableArray<HostOption> Options)
{
    public static readonly ImmutableArray<HostWord> All =
    [
        new("status", "what runs, and whether it is what was released (exit 11 when anything is off)"),
        new("releases", "what lies here, and what a rollback can go to"),
        new("history", "what was deployed, rolled back and reverted, by whom", new HostOption("--tail", "N", "so many entries")),
        new("logs", "what the services wrote",
            new("--service", "NAME", "of this service only") { Repeats = true }, new("--tail", "N", "so many lines of each"), new("--follow", "", "and what they write from now on")),
        new("check", "status, and whether the stack would come back after a reboot; touches nothing"),
        new("notify-test", "sends a message to everybody whom notify.json names, and says what becomes of it"),
        new("revert", "undoes a deployment that is not confirmed yet"),
        new("rollback", "goes back to the confirmed release before", new("--release", "ID", "to this one"), NewVolume),
        new("restore", "starts the installed release exactly as it was confirmed, with its own images", NewVolume),
    ];

    /// <summary>Options of every command.</summary>
    public static readonly ImmutableArray<HostOption> Common =
    [
        new("--app", "APP", "may be left out where this host has one app only"),
        new("--json", "", "for programs"),
        new("--unit", "UNIT", "names the app's unit, where that is not the usual one"),
    ];

    private static HostOption NewVolume => new(Planning.DataChangeText.Option, "NAME", "a service may begin without the data that is gone") { Repeats = true };

    public static string Usage { get; } = string.Join('\n',
    [
        "usage: sudo coinpilot COMMAND [--app APP] [--json]",
        .. All.Select(word => string.Create(CultureInfo.InvariantCulture, $"  {word.Name,-11}  {word.Summary}{string.Concat(word.Options.Select(option => $" {option.Usage}"))}")),
        .. Common.Where(option => option.Value.Length > 0).Select(option => $"{option.Name} {option.Value} {option.Summary}."),
    ]);
}

/// <param name="Value">What follows it; empty for a switch.</param>
internal sealed record HostOption(string Name, string Value, string Summary)
{
    public bool Repeats { get; init; }

    public string Usage => $"[{Name}{(Value.Length > 0 ? $" {Value}" : "")}]{(Repeats ? "…" : "")}";
}
