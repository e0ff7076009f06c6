using CoinPilot.Options;
using CoinPilot.Stack;
using Nuke.Common;

internal sealed partial class Build
{
    private Target History => _ => _
        .Description("Show what was deployed, rolled back and reverted: who, when, verdict, reason; --tail N for more")
        .After(Status)
        .Executes(() => Phase(ct => Run.HistoryAsync(ct)));

    private Target Logs => _ => _
        .Description("Show what the services wrote: --service, --since, --tail, --follow")
        .After(History)
        .Executes(() => Phase(ct => Run.LogsAsync(ct)));

    private Target TestNotification => _ => _
        .Description("Send a message to everybody whom the host's notify.json names, and say what becomes of it")
        .After(Logs)
        .Executes(() => Phase(ct => Run.TestNotificationAsync(ct)));

    private Target Remove => _ => _
        .Description("Take the stack and all that was deployed off the host; volumes and .env stay")
        .After(TestNotification)
        .Executes(() => Phase(ct => Run.RemoveAsync(Consent.OfConsole(Yes), ct)));
}
