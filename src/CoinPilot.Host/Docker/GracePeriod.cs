using CoinPilot.Hosts;

namespace CoinPilot.Agent.Docker;

/// <summary>How long a container that is asked to stop is waited for.</summary>
internal static class GracePeriod
{
    // It is never killed; and yet somebody waits for it.
    private const int Forever = 3600;

    /// <summary>What Docker itself gives a container that says nothing.</summary>
    private const int Default = 10;

    /// <param name="stopTimeout">Below 0, never killed.</param>
    public static int Seconds(int stopTimeout) => stopTimeout < 0 ? Forever : stopTimeout;

    public static TimeSpan LongestOf(IEnumerable<ContainerState> containers) =>
        TimeSpan.FromSeconds(containers.Select(container => Seconds(container.StopTimeout)).DefaultIfEmpty(Default).Max());
}
