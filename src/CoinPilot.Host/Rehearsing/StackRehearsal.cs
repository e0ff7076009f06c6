using System.Globalization;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Staging;
using CoinPilot.Agent.Transaction;
using CoinPilot.Compose.Variables;
using CoinPilot.Hosts;
using CoinPilot.Systemd;

namespace CoinPilot.Agent.Rehearsing;

/// <summary>Whether all that <c>up</c> makes containers from is there, and what it would make anew.</summary>
/// <param name="words">The unit's own line.</param>
internal sealed class StackRehearsal(RehearsedStack stack, ComposeWords words, ValueMask mask)
{
    private readonly RehearsalReport report = stack.Report;
    private readonly IDocker docker = stack.Host.Docker;

    /// <param name="isUnderstood">Compose understands the line: it can be run dry.</param>
    public async Task RunAsync(bool isUnderstood, CancellationToken ct)
    {
        var images = await stack.RunAsTheUnitAsync([.. words.Head, "config", "--images"], ct).ConfigureAwait(false);
        if (!images.Succeeded)
        {
            return; // which is said already
        }

        if (await NeedsAsync(ct).ConfigureAwait(false) is not { } needs)
        {
            return;
        }

        if (stack.Engine is not null)
        {
            try
            {
                await new ImageRehearsal(stack).RunAsync([.. images.Lines.Distinct().Order(StringComparer.Ordinal)], ct).ConfigureAwait(false);
                await DeadAsync(needs.Project, ct).ConfigureAwait(false);
                await LostNetworksAsync(needs.Project, ct).ConfigureAwait(false);
                await NetworksAsync(needs, ct).ConfigureAwait(false);
                await VolumesAsync(needs, ct).ConfigureAwait(false);
            }
            catch (DockerSilentException)
            {
                report.Error("docker", "the Docker Engine does not answer", "systemctl start docker; journalctl -u docker");
            }
        }

        await PathsAsync(needs, ct).ConfigureAwait(false);
        report.Checked(string.Create(CultureInfo.InvariantCulture, $"{needs.Mounts.Length + needs.Files.Length} mounted files and folders, {needs.Volumes.Length} volumes"));
        if (isUnderstood)
        {
            await RunDryAsync(ct).ConfigureAwait(false);
        }
    }

    // It holds the values of the environment: nothing of them is kept.
    private async Task<StartNeeds?> NeedsAsync(CancellationToken ct)
    {
        var said = await stack.RunAsTheUnitAsync([.. words.Head, "config", "--format", "json"], ct).ConfigureAwait(false);
        if (said.Succeeded)
        {
            return StartNeeds.Parse(said.Output);
        }

        report.Error("compose", $"Compose can't say what a start needs: {ComposeComplaint.Of(said.Error, mask, 3)}", "correct what it names, or deploy again");
        return null;
    }

    private async Task DeadAsync(string project, CancellationToken ct)
    {
        var dead = await docker.ContainersAsync(
            all: true, ct, [.. ComposeLabels.OfProject(project), ("status", "dead")]).ConfigureAwait(false);
        foreach (var one in dead)
        {
            if (stack.Sweeps)
            {
                report.Would($"remove {one.Name}, which was being removed when Docker or the host went down, and make it anew");
            }
            else
            {
                report.Error(
                    "dead",
                    $"{one.Name} was being removed when Docker or the host went down: Docker never starts it again, and up fails because of it",
                    $"docker rm -f {one.Name}; the next start makes it anew");
            }
        }
    }

    private async Task LostNetworksAsync(string project, CancellationToken ct)
    {
        foreach (var (service, network) in await LostNetworks.FindAsync(docker, project, ct).ConfigureAwait(false))
        {
            if (stack.Sweeps)
            {
                report.Would($"have the container of {service} made anew, its volumes kept: the network {network} that it was made for is gone");
            }
            else
            {
                report.Error("network", $"the network {network} that the container of {service} was made for is gone: no start can succeed", "remove that container: docker rm; the next start makes it anew");
            }
        }
    }

    private async Task NetworksAsync(StartNeeds needs, CancellationToken ct)
    {
        if (await new OwnSubnets(stack.Host).TroubleAsync(needs, ct).ConfigureAwait(false) is { } trouble)
        {
            report.Error("subnet", trouble.Text, trouble.Fix);
        }

        foreach (var network in needs.Networks)
        {
            var named = await docker.NetworksAsync(ct, ("name", network)).ConfigureAwait(false);
            if (named.All(one => one.Name != network) && (await docker.NetworksAsync(ct, ("id", network)).ConfigureAwait(false)).IsEmpty)
            {
                report.Error("network", $"the external network {network} is not there: up fails", $"docker network create {network}");
            }
        }
    }

    private async Task VolumesAsync(StartNeeds needs, CancellationToken ct)
    {
        var there = (await docker.VolumesAsync(ct).ConfigureAwait(false)).Select(volume => volume.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var volume in needs.Volumes.Where(volume => !there.Contains(volume.Name)))
        {
            if (volume.IsExternal)
            {
                report.Error("volume", $"the external volume {volume.Name} is not there: up fails", $"restore it, or begin empty: docker volume create {volume.Name}");
            }
            else
            {
                report.Warning("volume", $"the volume {volume.Name} is not there: a start makes it new and empty", "restore its data first, if there was any");
            }
        }
    }

    private async Task PathsAsync(StartNeeds needs, CancellationToken ct)
    {
        foreach (var file in needs.Files.Where(IsGone))
        {
            report.Error("file", $"{file}, a config or secret of the stack, is not there", MendOf(file));
        }

        foreach (var (service, context) in needs.Contexts.Where(one => IsGone(one.Value)))
        {
            report.Warning("context", $"the build context of {service} is gone: a boot can't build it anew", MendOf(context));
        }

        bool? silent = null;
        bool? hasRun = null;
        foreach (var mount in needs.Mounts.Where(mount => IsGone(mount.Path)))
        {
            var isMade = mount.IsMade ?? (silent ??= await new SilentMounts(docker).AreMadeAsync(ct).ConfigureAwait(false));
            if (!isMade)
            {
                report.Error("bind", $"{mount.Path}, which {mount.Service} mounts, is gone: up starts none of the services", MendOf(mount.Path));
            }
            else if (hasRun ??= await HasContainersAsync(needs.Project, ct).ConfigureAwait(false))
            {
                report.Error("bind", $"{mount.Path}, which {mount.Service} mounts, is gone: Docker would make an empty folder of it", "put it back");
            }
            else
            {
                report.Warning("bind", $"{mount.Path}, which {mount.Service} mounts, is not there: Docker makes an empty folder of it", "put it there");
            }
        }
    }

    private bool IsGone(string path) => stack.Host.Files.Target(path) is null;

    private string MendOf(string path) => MissingPath.MendOf(stack.Places, path);

    private async Task<bool> HasContainersAsync(string project, CancellationToken ct)
    {
        try
        {
            return !(await new StackContainers(docker, project).AllAsync(ct).ConfigureAwait(false)).IsEmpty;
        }
        catch (DockerSilentException)
        {
            return false;
        }
    }

    // Compose's own rehearsal sees no missing image and no missing file, but what would be made anew.
    private async Task RunDryAsync(CancellationToken ct)
    {
        var result = await stack.RunAsTheUnitAsync([.. words.Head, "--dry-run", words.Verb, .. words.Tail], ct).ConfigureAwait(false);
        var said = result.Output + result.Error;
        if (result.Succeeded)
        {
            report.Checked("docker compose up --dry-run");
        }

        // Not before Compose 2.20; and it asks whether real dependencies are healthy.
        else if (!said.Contains("unknown flag: --dry-run", StringComparison.Ordinal) && !said.Contains("dependency failed to start", StringComparison.Ordinal))
        {
            report.Error("dry-run", $"docker compose up --dry-run fails: {ComposeComplaint.Of(said, mask, 1)}", "correct what it names");
        }

        foreach (var change in DryRun.Changes(said))
        {
            report.Would(change);
        }
    }
}
