using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Transaction;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Staging;

/// <summary>Another project's data is not taken, and a stack that had another name does not get empty volumes (D047).</summary>
internal sealed class OwnVolumes(TransactionParts parts, ReleaseConf conf, StartNeeds needs)
{
    private readonly IDocker docker = parts.Host.Docker;

    /// <summary>Throws <see cref="VerbFailedException"/> (2).</summary>
    public async Task DemandAsync(CancellationToken ct)
    {
        var own = needs.Volumes.Where(volume => !volume.IsExternal).ToArray();
        if (needs.Volumes.IsEmpty)
        {
            return;
        }

        var there = await docker.VolumesAsync(ct).ConfigureAwait(false);
        if (needs.Volumes.FirstOrDefault(volume => volume.IsExternal && there.All(one => one.Name != volume.Name)) is { } missing)
        {
            throw new VerbFailedException(
                FailureKind.BadInput, $"the external volume {missing.Name} is not on this host: Compose makes none, and no start would succeed", $"docker volume create {missing.Name}, and its data into it");
        }

        List<NeededVolume> made = [];
        foreach (var volume in own)
        {
            if (there.FirstOrDefault(one => one.Name == volume.Name) is { } known)
            {
                await DemandOwnAsync(known).ConfigureAwait(false);
            }
            else
            {
                made.Add(volume);
            }
        }

        // Before the first release, a project of another name may be this very stack.
        if (made.Count > 0 && parts.Installed.Current is "none" or "foreign")
        {
            await DemandNoOlderAsync(made, there, ct).ConfigureAwait(false);
        }
    }

    private async Task DemandOwnAsync(VolumeSummary volume)
    {
        switch (volume.Labels.GetValueOrDefault(ComposeLabels.Project, ""))
        {
            case var owner when owner == conf.Project:
                break;
            case "":
                await parts.Context.WarnAsync($"the volume {volume.Name} was not made by Compose; it is used as it is").ConfigureAwait(false);
                break;
            case var owner:
                throw new VerbFailedException(
                    FailureKind.BadInput,
                    $"the volume {volume.Name} belongs to the Compose project {owner}, not to {conf.Project}",
                    $"deploy with --app {owner}; or, if both are to use it, declare it external: true in the Compose file");
        }
    }

    private async Task DemandNoOlderAsync(List<NeededVolume> made, ImmutableArray<VolumeSummary> there, CancellationToken ct)
    {
        HashSet<string> ours = [.. needs.Images.Concat(conf.Images).Select(image => image.Key)];
        foreach (var older in there)
        {
            var (project, key) = (older.Labels.GetValueOrDefault(ComposeLabels.Project, ""), older.Labels.GetValueOrDefault(ComposeLabels.Volume, ""));
            var volume = made.FirstOrDefault(volume => volume.Key == key);
            if (volume is null || project == conf.Project || !IsPlain(project) || parts.Host.Files.IsFolder(HostLayout.BaseOf(project)) || await IsAnothersAsync(project, ours, ct).ConfigureAwait(false))
            {
                continue;
            }

            throw new VerbFailedException(
                FailureKind.BadInput,
                $"this stack seems to have run as the project {project}: {older.Name} holds its data, and as {conf.Project} it would get the new, empty volume {volume.Name}",
                $"deploy with --app {project}; or copy the data (runbook, section 8); or, to begin empty: docker volume create "
                    + $"--label {ComposeLabels.Project}={conf.Project} --label {ComposeLabels.Volume}={key} {volume.Name}");
        }
    }

    // A stack with a service that this one lacks is another one, whose volume happens to have the same name.
    private async Task<bool> IsAnothersAsync(string project, HashSet<string> ours, CancellationToken ct) =>
        (await docker.ContainersAsync(all: true, ct, ComposeLabels.OfProject(project)).ConfigureAwait(false))
            .Select(container => container.Labels.GetValueOrDefault(ComposeLabels.Service, "")).Any(service => IsPlain(service) && !ours.Contains(service));

    // Labels come with images too, with any text in them.
    private static bool IsPlain(string label) => label.Length > 0 && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
