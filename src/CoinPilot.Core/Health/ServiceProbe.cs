using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace CoinPilot.Health;

/// <summary>A question that the host asks a service beside its healthcheck: an HTTP address, a TCP port or a command (D101).</summary>
/// <param name="Http">An address, as the Compose file has it: variables are put in on the host, so that no value of its .env stands in a manifest.</param>
/// <param name="Tcp">A host and a port, likewise.</param>
/// <param name="Command">A program and its arguments, likewise.</param>
/// <param name="Status">Which answers to <paramref name="Http"/> are good: 200, or 200-399; null for the latter.</param>
/// <param name="TimeoutSeconds">How long an answer may take; null for <see cref="DefaultTimeout"/>.</param>
public sealed record ServiceProbe(
    string? Http = null,
    string? Tcp = null,
    ImmutableArray<string>? Command = null,
    string? Status = null,
    double? TimeoutSeconds = null)
{
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The longest that one may ask for: Status and the watch wait for it.</summary>
    public static readonly TimeSpan LongestTimeout = TimeSpan.FromSeconds(30);

    private const int LongestName = 100;

    private static readonly string[] Shell = ["/bin/sh", "-c"];

    [JsonIgnore]
    public TimeSpan Timeout => TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : DefaultTimeout;

    /// <summary>A line for the shell, as Compose's CMD-SHELL.</summary>
    public static ImmutableArray<string> Line(string text) => [.. Shell, text];

    /// <summary>The same with every text that the host fills in changed.</summary>
    public ServiceProbe With(Func<string, string> change) => this with
    {
        Http = Http is null ? null : change(Http),
        Tcp = Tcp is null ? null : change(Tcp),
        Command = Command is { } words ? [.. words.Select(change)] : null,
    };

    /// <summary>What is asked, as a person would name it.</summary>
    public override string ToString()
    {
        var name = Http ?? (Tcp is not null ? $"tcp {Tcp}" : Command is { } words ? $"`{string.Join(' ', IsLine(words) ? words[2..] : words)}`" : "of a kind that this program does not know");
        return name.Length > LongestName ? name[..LongestName] + "…" : name;
    }

    private static bool IsLine(ImmutableArray<string> words) => words.Length == 3 && words.Take(2).SequenceEqual(Shell);
}

/// <summary>What a service's probes said last.</summary>
/// <param name="Trouble">The first that failed, and its answer; null when all have passed.</param>
public sealed record ProbeAnswer(string Service, string? Trouble);
