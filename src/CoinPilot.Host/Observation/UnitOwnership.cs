using CoinPilot.Agent.Files;
using CoinPilot.Agent.Systemd;
using CoinPilot.Hosts;
using CoinPilot.Systemd;

namespace CoinPilot.Agent.Observation;

/// <summary>Whose unit it is, if it is none of ours: only one that runs Compose, under its own name, put there by hand, is taken over (D028).</summary>
internal sealed class UnitOwnership(IHostFiles files, ISystemd systemd, AppPlaces places)
{
    private const string Another = "give another --unit-name; this one is not touched";

    /// <summary>Null where the unit may be taken.</summary>
    public async Task<UnitTrouble?> TroubleAsync(CancellationToken ct)
    {
        var unit = places.Unit;
        var text = files.ReadText(places.UnitFile);
        if (text is not null && files.Entry(places.UnitFile) is { Kind: FileKind.File } && UnitOrigin.Of(text).App == places.App.Text)
        {
            return Named(unit);
        }

        if (Named(unit) is { } trouble)
        {
            return trouble;
        }

        var shown = (await systemd.ShowAsync([unit], ["Id", "LoadState", "FragmentPath"], ct).ConfigureAwait(false))[0];
        var id = shown["Id"] is { Length: > 0 } said ? said : unit;
        if (shown["LoadState"] == "masked" || files.Entry(places.UnitFile)?.LinkTarget == "/dev/null")
        {
            return new($"{unit} is masked on this host", $"systemctl unmask {unit}, if it is the stack's own; or another --unit-name");
        }

        if (id != unit)
        {
            return new($"{unit} is another name of {id}", $"give --unit-name {id} if that is the stack's own unit, else another one");
        }

        if (text is not null)
        {
            return RunsCompose(text) ? null : new(
                $"{unit} on this host does not run Compose: it is not the stack's",
                "give another --unit-name; or, if it starts the stack by a script, take it away first: "
                    + $"sudo systemctl disable --now {unit} && sudo mv {places.UnitFile} /root/ && sudo systemctl daemon-reload");
        }

        return shown["FragmentPath"] switch
        {
            "" => null,
            var path when path.StartsWith("/run/", StringComparison.Ordinal) => new($"{unit} was made by a program while this host runs ({path})", Another),
            var path => new($"{unit} comes with this host's system or one of its packages ({path})", Another),
        };
    }

    private UnitTrouble? Named(string unit)
    {
        string[] own = ["guard", "boot", "revert", "reverting", "start", "recover"];
        return own.Any(name => unit == $"{places.App}-{name}.service") ? new($"{unit} is the name of a unit that CoinPilot makes for itself", Another)
            : unit.Contains('@', StringComparison.Ordinal) ? new($"{unit} is a template or an instance of one, which other units come from too", Another)
            : null;
    }

    /// <summary>In one of its commands.</summary>
    private static bool RunsCompose(string text) => UnitFile.Parse(text).Entries.OfType<UnitEntry.Assignment>()
        .Where(entry => entry.Key.StartsWith("Exec", StringComparison.Ordinal))
        .SelectMany(entry => entry.Value.Split(';'))
        .Select(command => command.Split(' ', '\t'))
        .Any(words => words.Any(word => word.EndsWith("docker-compose", StringComparison.Ordinal))
            || (words.Any(word => word.EndsWith("docker", StringComparison.Ordinal)) && words.Contains("compose")));
}
