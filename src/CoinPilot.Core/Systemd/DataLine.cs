using CoinPilot.Hosts;

namespace CoinPilot.Systemd;

/// <summary>The line of a unit that keeps services from starting without their data (D095).</summary>
public static class DataLine
{
    /// <summary>The agent's exit code for "do not go on"; EX_TEMPFAIL of sysexits.h.</summary>
    public const int HeldBack = 75;

    // An agent that is gone, or does not end, keeps no stack from its start.
    private const string Script = "\"$@\"; [ $? -ne 75 ]";

    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    public static ExecCommand Of(string app, TimeSpan killAfter) => ExecCommand.Of(
        "/bin/sh", "-c", Script, "coinpilot", "/usr/bin/timeout", "-k", SystemdDuration.Seconds(killAfter), SystemdDuration.Seconds(Bound), AgentPlaces.Link, "data", "--app", app);
}
