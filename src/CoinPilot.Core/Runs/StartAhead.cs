using CoinPilot.Protocol;

namespace CoinPilot.Runs;

/// <summary>A start that was sent to the host, with what is watched meanwhile and afterwards.</summary>
/// <param name="Progress">Begun before the start.</param>
/// <param name="Gate">Begins on the host when the start has ended; null where nobody waits for the gate yet.</param>
internal sealed record StartAhead(StackWatch Progress, Task<StartAnswer> Start, StackWatch? Gate)
{
    /// <summary>Ends the watches; a start that is under way goes on.</summary>
    public async Task DropAsync()
    {
        await Progress.DisposeAsync().ConfigureAwait(false);
        if (Gate is not null)
        {
            await Gate.DisposeAsync().ConfigureAwait(false);
        }

        // Whoever drops it has another failure to tell.
        _ = LeftBehind.Observed(Start);
    }
}
