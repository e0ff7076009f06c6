using System.Globalization;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Serving;
using CoinPilot.Hosts;

namespace CoinPilot.Agent.Rehearsing;

/// <summary>Whether the installed unit, of ours or not, would start.</summary>
/// <remarks>
/// systemd takes it, all that it names is there, and its own command lines run, in its own surroundings, with <c>config</c> or
/// --help in place of what they do. Nothing that runs is touched.
/// </remarks>
internal sealed class RehearseVerb(HostParts host, VerbContext context)
{
    private static readonly string[] Keys = ["ExecCondition", "ExecStartPre", "ExecStart", "ExecStartPost", "ExecReload", "ExecStop"];

    public async Task<Rehearsal> RunAsync(CancellationToken ct)
    {
        var places = AppPlaces.Of(context.Scope);
        await new Settled(host, places).WaitAsync(ct).ConfigureAwait(false);
        var current = new InstalledUnit(host.Files, places).Current;
        if (current == "none")
        {
            throw new VerbFailedException(FailureKind.BadInput, $"there is no {places.Unit} on this host: there is nothing to rehearse", Commands.DeployUnit);
        }

        var engine = host.Docker.InfoAsync(ct);
        var plugin = ComposePlugin.FindAsync(host.Files, host.Docker, host.ComposeVersions, ct);
        var unit = await host.Systemd.ShowTextAsync(places.Unit, RehearsedStack.Properties, ct).ConfigureAwait(false);
        RehearsedStack stack = new(host, context, places, new(), current, unit, await plugin.ConfigureAwait(false), await engine.ConfigureAwait(false));
        await new UnitRehearsal(stack).RunAsync(ct).ConfigureAwait(false);
        await new DockerRehearsal(stack).RunAsync(ct).ConfigureAwait(false);
        LineRehearsal lines = new(stack);
        var count = 0;
        foreach (var key in Keys)
        {
            foreach (var command in await host.Systemd.CommandsAsync(places.Unit, key, ct).ConfigureAwait(false))
            {
                count++;
                await lines.RunAsync(key, command, ct).ConfigureAwait(false);
            }
        }

        stack.Report.Checked(string.Create(
            CultureInfo.InvariantCulture, $"{count} command lines of the unit in its own surroundings: config in place of the verb, and the words of each verb"));
        return stack.Report.ToRehearsal();
    }
}
