using CoinPilot.Agent.Serving;
using CoinPilot.Protocol;

namespace CoinPilot.Agent.Transaction;

/// <summary>Who asks when the unit itself runs the agent: what it says goes to the unit's journal.</summary>
internal static class StartContext
{
    public static VerbContext Of(string app) => new(new(app, "", app, "unit", Environment.MachineName), null, SayAsync);

    /// <summary>What is told, as lines of a journal.</summary>
    public static async ValueTask SayAsync(AgentEvent told)
    {
        switch (told)
        {
            case Said { Text: var said }:
                await Console.Out.WriteLineAsync(said).ConfigureAwait(false);
                break;
            case Warned { Text: var warned }:
                await Console.Error.WriteLineAsync(warned).ConfigureAwait(false);
                break;
            default:
                break;
        }
    }
}
