using CoinPilot.Options;
using CoinPilot.Stack;
using Nuke.Common;

internal sealed partial class Build
{
    private Target StartRehearsal => _ => _
        .Description("Prove that the installed unit would start, without touching what runs")
        .After(Rollback)
        .Executes(() => Phase(ct => Run.StartRehearsalAsync(ct)));

    private Target VerifyReboot => _ => _
        .Description("Reboot the host and prove that the stack comes back by itself")
        .After(StartRehearsal)
        .Executes(() => Phase(ct => Run.VerifyRebootAsync(Consent.OfConsole(Yes), ct)));
}
