using System.Collections.Immutable;
using System.Text.RegularExpressions;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Serving;

namespace CoinPilot.Agent.Transaction;

/// <summary>Containers that an interrupted recreation or removal left half made (D002, D080).</summary>
/// <remarks>
/// They make the next <c>up</c> fail: a container that Docker was removing is dead and never starts again; one that was
/// made to take another's place stands beside it, or under a name of its own: twelve digits of an id before the name. A
/// name that only looks so (my_database_db) is its owner's.
/// </remarks>
internal sealed partial class HalfMade(HostParts host, string project, Func<string, ValueTask> say)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    /// <summary>Clears them away. Throws <see cref="DockerSilentException"/>.</summary>
    public async Task SweepAsync(CancellationToken ct) => await ClearAsync(await LookAsync(ct).ConfigureAwait(false), ct).ConfigureAwait(false);

    /// <summary>The same, and waits a minute for Docker, which may be away for a moment: restarted by a package, or after it failed. False when it stays away.</summary>
    public async Task<bool> SweepPatientlyAsync(CancellationToken ct)
    {
        var isToldOf = false;
        for (var begun = host.Clock.Uptime; ;)
        {
            try
            {
                await ClearAsync(await LookAsync(ct).ConfigureAwait(false), ct).ConfigureAwait(false);
                return true;
            }
            catch (DockerSilentException) when (host.Clock.Uptime - begun < Patience)
            {
                if (!isToldOf)
                {
                    await say("the Docker Engine does not answer: waiting for it, a minute at most").ConfigureAwait(false);
                }

                isToldOf = true;
            }
            catch (DockerSilentException)
            {
                return false;
            }

            await host.Clock.DelayAsync(BetweenTries, ct).ConfigureAwait(false);
        }
    }

    private Task<ImmutableArray<ContainerSummary>> LookAsync(CancellationToken ct) => host.Docker.ContainersAsync(
        all: true, ct, [.. ComposeLabels.OfProject(project), ("status", "created"), ("status", "dead"), ("status", "removing")]);

    private async Task ClearAsync(ImmutableArray<ContainerSummary> found, CancellationToken ct)
    {
        foreach (var dead in found.Where(one => one.State != "created"))
        {
            await say($"{dead.Name} was being removed when the host went down: it is removed now").ConfigureAwait(false);
            await host.Docker.RemoveContainerAsync(dead.Id, ct).ConfigureAwait(false);
        }

        foreach (var made in found.Where(one => one.State == "created" && Renamed().IsMatch(one.Name)))
        {
            await FinishAsync(made, made.Name[(made.Name.IndexOf('_', StringComparison.Ordinal) + 1)..], ct).ConfigureAwait(false);
        }
    }

    private async Task FinishAsync(ContainerSummary made, string name, CancellationToken ct)
    {
        var twins = await host.Docker.ContainersAsync(
            all: true,
            ct,
            [
                .. ComposeLabels.OfProject(project),
                ("label", $"{ComposeLabels.Service}={made.Labels.GetValueOrDefault(ComposeLabels.Service)}"),
                ("label", $"{ComposeLabels.Number}={made.Labels.GetValueOrDefault(ComposeLabels.Number)}"),
            ]).ConfigureAwait(false);

        // The last one of a service has what it held in unnamed volumes: it gets its name, as Compose would have done next.
        if (twins.Length > 1)
        {
            await say($"{made.Name} was to take the place of {name} when the host went down: it is removed now").ConfigureAwait(false);
            await host.Docker.RemoveContainerAsync(made.Id, ct).ConfigureAwait(false);
        }
        else
        {
            await say($"{made.Name} had taken the place of {name} but not its name when the host went down: it is given it now").ConfigureAwait(false);
            await host.Docker.RenameAsync(made.Id, name, ct).ConfigureAwait(false);
        }
    }

    [GeneratedRegex(@"\A[0-9a-f]{12}_.")]
    private static partial Regex Renamed();
}
