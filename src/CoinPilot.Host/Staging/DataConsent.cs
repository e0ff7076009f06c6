using System.Collections.Immutable;
using System.Text;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Transaction;
using CoinPilot.Hosts;
using CoinPilot.Inspection;
using CoinPilot.Planning;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Staging;

/// <summary>No service begins without the data that it has, unless somebody has agreed to exactly that (D093).</summary>
/// <param name="release">Where it lies on the host already.</param>
internal sealed class DataConsent(TransactionParts parts, ComposeProjects projects, ReleaseConf conf, string? release = null)
{
    /// <summary>Throws unless all that asks for it was agreed to; the services that Compose would leave as they are although they get other volumes or networks.</summary>
    /// <param name="accepted">Volumes and folders that somebody has agreed to.</param>
    /// <exception cref="VerbFailedException">2</exception>
    /// <exception cref="DockerSilentException"/>
    public async Task<ImmutableArray<string>> DemandAsync(StartNeeds next, IEnumerable<string> accepted, CancellationToken ct)
    {
        var current = parts.Installed.Current;
        var reading = parts.Shelf.ConfOf(current) is { } now ? await projects.ReadAsync(parts.Places, new(parts.Places.Release(current), now), ct).ConfigureAwait(false) : null;
        var before = reading?.Project is { } known ? StartNeeds.Parse(known.Json) : null;
        await DemandDefinitionsAsync(next, before, ct).ConfigureAwait(false);
        var containers = await new StackContainers(parts.Host.Docker, conf.Project).AllAsync(ct).ConfigureAwait(false);
        var changes = await new ReleaseData(parts, conf.Project, release)
            .ChangesAsync(next, before, containers, ct).ConfigureAwait(false);
        ImmutableArray<DataChange> asking = [.. changes.Where(change => change.Asks && !accepted.Any(change.IsCalled))];
        if (!asking.IsEmpty)
        {
            throw new VerbFailedException(FailureKind.BadInput, DataChangeText.Refusal(asking), DataChangeText.Fix(asking));
        }

        return ReleaseData.Moved(changes, containers, next);
    }

    // Compose keeps what is there as it was made, and says nothing: then the release would not be what its file says.
    private async Task DemandDefinitionsAsync(StartNeeds next, StartNeeds? before, CancellationToken ct)
    {
        if (before is null)
        {
            return;
        }

        ImmutableArray<NeededNetwork> networks = [.. next.OwnNetworks.Where(network => before.OwnNetworks.Any(was => was.Name == network.Name && was != network))];
        ImmutableArray<NeededVolume> volumes = [.. next.Volumes.Where(volume => before.Volumes.Any(was => was.Name == volume.Name && (was.Driver, was.Options) != (volume.Driver, volume.Options)))];
        ImmutableArray<ReleaseDifference> kept =
        [
            .. networks.IsEmpty ? [] : ReleaseComparison.Changed(networks, ReleaseOnHost.Made(await KeptAsync(ct).ConfigureAwait(false))),
            .. volumes.IsEmpty ? [] : ReleaseComparison.Changed(volumes, ReleaseOnHost.Made(await parts.Host.Docker.VolumesAsync(ct).ConfigureAwait(false))),
        ];
        if (!kept.IsEmpty)
        {
            throw new VerbFailedException(
                FailureKind.BadInput,
                $"{string.Join("; ", kept.Select(one => one.Text))}: Compose keeps it as it was made",
                "give it another name: in the Compose file, and a new one is made (of a volume, copy its data); or take the change back");
        }
    }

    // A later Compose writes down what it made a network from, and makes it anew.
    private async Task<ImmutableArray<NetworkSummary>> KeptAsync(CancellationToken ct) =>
        [.. (await parts.Host.Docker.NetworksAsync(ct).ConfigureAwait(false)).Where(network => !network.Labels.ContainsKey(ComposeLabels.ConfigHash))];

    /// <summary>The same before a switch: with what the staging was told, too, as long as the release was never confirmed.</summary>
    public async Task<ImmutableArray<string>> DemandStagedAsync(IEnumerable<string> accepted, CancellationToken ct)
    {
        var folder = parts.Places.Release(release!);
        var reading = await projects.ReadAsync(parts.Places, new(folder, conf), ct).ConfigureAwait(false);
        if (reading?.Project is not { } project)
        {
            throw new VerbFailedException(FailureKind.BadInput, $"Compose refuses the release {release}: {reading?.Refusal}", $"correct {conf.EnvFile}, or choose another release");
        }

        // What an older release had may be in the way by now.
        var needs = StartNeeds.Parse(project.Json);
        await new OwnSubnets(parts.Host).DemandAsync(needs, ct).ConfigureAwait(false);
        return await DemandAsync(needs, [.. accepted, .. Noted(folder)], ct).ConfigureAwait(false);
    }

    /// <summary>Keeps with a staged release what was agreed to.</summary>
    public static void Note(IHostFiles files, string folder, ImmutableArray<string> accepted)
    {
        if (!accepted.IsEmpty)
        {
            files.Write($"{folder}/{ReleaseFile.AcceptedData}", Encoding.UTF8.GetBytes(string.Join('\n', accepted) + "\n"), DurableFiles.Private);
        }
    }

    private string[] Noted(string folder) => parts.Host.Files.IsFile($"{folder}/confirmed")
        ? []
        : (parts.Host.Files.ReadText($"{folder}/{ReleaseFile.AcceptedData}") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
