using System.Collections.Immutable;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Runs;

/// <summary>A host as it was when it was asked.</summary>
/// <param name="Asked">By the clock of whoever asked, as is <paramref name="Answered"/>.</param>
public sealed record HostLook(HostClient Host, HostState State, DateTimeOffset Asked, DateTimeOffset Answered)
{
    /// <summary>Throws <see cref="DeploymentException"/> (30) while a switch is not confirmed.</summary>
    public void RefusePending()
    {
        if (State.Pending is { Trouble: { } trouble })
        {
            throw new DeploymentException(
                $"A deployment was left on {Host.Description}, and the host's file pending can't be read: {trouble}\nWhat to do: {Commands.RevertOnFailure} says it",
                FailureKind.Conflict);
        }

        if (State.Pending is { } pending)
        {
            throw new DeploymentException(
                pending.RevertsByItself
                    ? $"Another deployment is running on {Host.Description}: {pending.New} is {pending.Phase}, not confirmed{pending.Who(Time)}, and reverts at {pending.Until.ToLocalTime():HH:mm:ss} by itself. "
                        + $"Wait for it ({Commands.DeployUnit} --wait 10m does), or revert it now: {Commands.RevertOnFailure}"
                    : $"Another deployment was left on {Host.Description}: {pending.New} is {pending.Phase}, not confirmed{pending.Who(Time)}, and its timer is gone: "
                        + $"{pending.Unattended}. Revert it: {Commands.RevertOnFailure}",
                FailureKind.Conflict);
        }
    }

    private static string Time(DateTimeOffset time) => time.ToLocalTime().ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The release that runs there. Throws <see cref="DeploymentException"/> (2) when none of ours does.</summary>
    /// <param name="consequence">What follows from that.</param>
    public ReleaseManifest CurrentRelease(AppName app, string consequence) => Planning.Planner.CurrentOf(State) ?? throw new DeploymentException(
        $"No release of {app} runs on {Host.Description}: {consequence}. Next: {Commands.DeployUnit}", FailureKind.BadInput);
}
