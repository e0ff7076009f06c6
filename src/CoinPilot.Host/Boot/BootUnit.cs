using CoinPilot.Agent.Observation;
using CoinPilot.Hosts;
using CoinPilot.Systemd;

namespace CoinPilot.Agent.Boot;

/// <summary>The unit that runs the boot gate: by the link, since it outlives the agent that installed it. It says no app of its own, by which an older agent would take it for a second unit of the stack.</summary>
internal static class BootUnit
{
    public static string TextOf(AppPlaces places) =>
        UnitRenderer.Boot(places.App.Text, places.Unit, places.GuardUnit, ExecCommand.Of(AgentPlaces.Link, "boot", "--app", places.App.Text));
}
