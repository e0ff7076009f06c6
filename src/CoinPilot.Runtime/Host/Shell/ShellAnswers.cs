using System.Collections.Immutable;
using System.Globalization;
using CoinPilot.Hosts;
using CoinPilot.Protocol;

namespace CoinPilot.Host.Shell;

/// <summary>The answer to a request, read from the facts that its verb printed.</summary>
public static class ShellAnswers
{
    /// <summary>Null for a verb that failed, but for <c>revert</c>, which tells how far it came. Throws <see cref="FormatException"/>.</summary>
    public static TAnswer? Read<TAnswer>(AgentRequest<TAnswer> request, VerbResult result)
        where TAnswer : class
    {
        var facts = result.Facts;
        object? answer = request switch
        {
            RevertRequest => new RevertAnswer(facts.Last("reverted"), facts.Text("output") ?? "", facts.Last("tries-again") is null ? null : Time(facts, "tries-again")),
            _ when result.ExitCode != 0 => null,
            ObserveRequest => HostStateReader.Read(facts),
            PreviewRequest => new PreviewAnswer(HostStateReader.Read(facts), ShellPreview.Read(facts)),
            ExplainRequest => new ExplainAnswer(ReadLastWords(facts)),
            HistoryRequest => new HistoryAnswer([.. facts.All("step")]),
            RehearseRequest => ReadRehearsal(facts),
            HoldingsRequest => ReadHoldings(facts),
            CheckoutRequest => ReadCheckout(facts),
            CheckoutSinceRequest => new CheckoutSinceAnswer(ReadSince(facts)),
            StageRequest or RestoreRequest => new ImagesAnswer(ReadImages(facts)),
            SwitchRequest => new SwitchAnswer(Time(facts, "until")),
            StartRequest => new StartAnswer((int)facts.Number("start-exit"), facts.Text("output") ?? ""),
            RebootRequest => new RebootAnswer(facts.Last("boot-id") ?? "", Time(facts, "now")),
            WatchRequest or LogsRequest or ConfirmRequest or UninstallRequest => NoAnswer.Instance,
            _ => throw new ArgumentException($"Nobody has said how the answer to {request.Verb} is read.", nameof(request)),
        };
        return (TAnswer?)answer;
    }

    /// <summary>What goes and what stays, by <c>holdings</c>.</summary>
    public static Holdings ReadHoldings(HostFacts facts) => new(facts.Last("stack") == "foreign", Named(facts, "goes"), Named(facts, "stays"));

    /// <summary>What <c>rehearse</c> found.</summary>
    public static Rehearsal ReadRehearsal(HostFacts facts) => new([.. facts.All("finding").Select(ReadFinding)], [.. facts.All("checked")], [.. facts.All("would")]);

    /// <summary>What <c>checkout</c> was asked for.</summary>
    public static CheckoutAnswer ReadCheckout(HostFacts facts) => new()
    {
        Files = [.. facts.All("file").Select(value => value.Split(' ', 3)).Where(parts => parts.Length == 3).Select(parts =>
            new PathContent(parts[2], parts[0], parts[0] == "file" ? (ReadOnlyMemory<byte>?)Convert.FromBase64String(parts[1]) : null))],
        Kinds = [.. facts.Pairs("stat").Select(pair => new PathKind(pair.Value, pair.Key))],
        Sums = [.. facts.All("sum").Select(FirstWord)],
        Trees = [.. facts.All("tree").Select(FirstWord)],
        Git = facts.Last("git") is { } git ? ReadGit(git.Split(' ', 2), facts) : null,
        Names = [.. facts.All("name")],
    };

    private static GitState ReadGit(string[] words, HostFacts facts) => words[0] == "-"
        ? new(null, words.ElementAtOrDefault(1) ?? "", 0, [])
        : new(words[0], "", int.TryParse(words.ElementAtOrDefault(1), NumberStyles.None, CultureInfo.InvariantCulture, out var changes) ? changes : 0, [.. facts.All("dirty")]);

    // same, differs or gone, then use and path.
    private static ImmutableArray<CheckoutChange> ReadSince(HostFacts facts) =>
    [
        .. facts.All("since").Select(line => line.Split(' ', 3)).Where(parts => parts.Length == 3 && parts[0] != "same")
            .Select(parts => new CheckoutChange(parts[1], parts[2], parts[0] == "gone")),
    ];

    // Service, reference, id, registry digest.
    private static ImmutableArray<HostImage> ReadImages(HostFacts facts) =>
    [
        .. facts.All("image").Select(line => line.Split(' ')).Where(parts => parts.Length >= 3)
            .Select(parts => new HostImage(parts[0], parts[1], parts[2], parts.ElementAtOrDefault(3) is { } digest && digest != "-" ? digest : null)),
    ];

    // A service with several containers has several pairs, in one order.
    private static ImmutableArray<LastWords> ReadLastWords(HostFacts facts) =>
        [.. facts.Pairs("log").Zip(facts.Pairs("health"), (log, health) => new LastWords(log.Key, HostFacts.Decode(log.Value), HostFacts.Decode(health.Value)))];

    private static Diagnostic ReadFinding(string line)
    {
        var parts = line.Split('\t');
        return new(
            parts.ElementAtOrDefault(1) ?? "rehearsal",
            parts[0] == "warning" ? Severity.Warning : Severity.Error,
            parts.ElementAtOrDefault(2) ?? line,
            Fix: parts.ElementAtOrDefault(3) is { Length: > 0 } fix ? fix : null);
    }

    private static ImmutableArray<Holding> Named(HostFacts facts, string name) => [.. facts.Pairs(name).Select(pair => new Holding(pair.Key, pair.Value))];

    private static DateTimeOffset Time(HostFacts facts, string name) => DateTimeOffset.FromUnixTimeSeconds(facts.Number(name));

    private static string FirstWord(string value) => value.Split(' ', 2)[0];
}
