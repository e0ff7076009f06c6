using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Health;

/// <summary>Whether a container that ended with 0 is a task that is done (D090).</summary>
public static class OneShot
{
    /// <summary>
    /// A service ends with 0, too, when it is told to stop. So a task is what the release does not say runs, and what did not
    /// run when the release was confirmed, unless its own policy takes an end for the end.
    /// </summary>
    public static bool IsDone(ServiceBudget service, ContainerState container) =>
        container.EndedWell && service.MayEnd && (!service.Ran || container.RestartPolicy == "on-failure");
}
