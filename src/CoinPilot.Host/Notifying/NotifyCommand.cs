using CoinPilot.Agent.Transaction;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Notifying;

/// <summary><c>coinpilot notify</c>: a round, as its unit runs it; what it says goes to the journal.</summary>
internal static class NotifyCommand
{
    public static Task<int> RunAsync(HostParts host, string app) => CommandEnd.OfAsync(async () =>
    {
        Commands.SpeakOnHost(app);
        await new NoticeRound(PartsOf(host, app)).RunAsync(CancellationToken.None).ConfigureAwait(false);
    });

    /// <summary>Of the project that the installed release names.</summary>
    public static TransactionParts PartsOf(HostParts host, string app)
    {
        var context = StartContext.Of(app);
        TransactionParts parts = new(host, context);
        var scope = context.Scope with { Unit = parts.Places.Unit, By = "notify", Project = parts.Shelf.ConfOf(parts.Installed.Current) is { Project: { Length: > 0 } project } ? project : app };
        return new(host, context with { Scope = scope });
    }
}
