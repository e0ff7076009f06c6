using System.Collections.Immutable;

namespace CoinPilot.Hosts;

/// <summary>A program and its arguments as data; <see cref="ToShell"/> is the only way to shell text.</summary>
public sealed record RemoteCommand(string Program, ImmutableArray<string> Arguments)
{
    public static RemoteCommand Of(string program, params ReadOnlySpan<string> arguments) => new(program, [.. arguments]);

    public string ToShell() => string.Join(' ', [ShellWord.Quote(Program), .. Arguments.Select(ShellWord.Quote)]);
}
