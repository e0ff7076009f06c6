using CoinPilot.Reporting;

namespace CoinPilot.Runs;

/// <summary>One message to each receiver of the host's <c>notify.json</c>, and what became of it (D100).</summary>
public sealed class TestNotificationTarget(HostRun run)
{
    /// <summary>Throws <see cref="DeploymentException"/> with 11 when anybody was not reached, with 2 where nobody is to be told.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var host = await run.ConnectedAsync(ct).ConfigureAwait(false);
        var tested = (await host.TestNotificationAsync(ct).ConfigureAwait(false)).Receivers;
        foreach (var receiver in tested)
        {
            run.Reporter.Line("notify", receiver.Trouble is null ? LineStatus.Ok : LineStatus.Fail, $"{receiver.Label}: {receiver.Trouble ?? "has taken the message"}");
        }

        var lost = tested.Count(receiver => receiver.Trouble is not null);
        if (lost > 0)
        {
            throw new DeploymentException(
                $"{lost} of {tested.Length} receivers of {host.Description} {(lost == 1 ? "was" : "were")} not reached. Next: mend notify.json or the receiver, then {Commands.Of("TestNotification")}", FailureKind.Unhealthy);
        }
    }
}
