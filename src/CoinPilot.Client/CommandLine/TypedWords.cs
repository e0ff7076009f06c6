using System.Collections.Immutable;
using CoinPilot.Hosts;

namespace CoinPilot.CommandLine;

/// <summary>The options of a command line that the next command needs too, as words of a shell.</summary>
/// <param name="Reach">They say which app and which host.</param>
/// <param name="Release">They say what is deployed there.</param>
public sealed record TypedWords(ImmutableArray<string> Reach, ImmutableArray<string> Release)
{
    public static readonly ImmutableHashSet<string> Reaching = ["App", "UnitName", "Profile", "SshHost", "SshPort", "SshUser", "SshKey", "SshHostKey"];

    public static readonly ImmutableHashSet<string> Releasing =
    [
        "ComposeFiles", "ComposeList", "EnvFile", "StackSource", "HostDirectory", "StartPolicy", "PullTimeout", "BuildTimeout", "StableFor", "GateTimeout", "ConfirmWithin", "Lint", "Allow", "NotifyFile",
    ];

    public static TypedWords Of(ArgumentSpecification specification, ParsedArguments typed) =>
        new([.. Words(specification, typed, Reaching)], [.. Words(specification, typed, Releasing)]);

    private static IEnumerable<string> Words(ArgumentSpecification specification, ParsedArguments typed, ImmutableHashSet<string> names) =>
        from name in typed.Values.Keys
        where names.Contains(name)
        let parameter = specification.Find(name)
        where parameter is { IsSecret: false }
        from word in (IEnumerable<string>)[parameter.Option, .. typed.Values[name].Select(ShellWord.Quote)]
        select word;
}
