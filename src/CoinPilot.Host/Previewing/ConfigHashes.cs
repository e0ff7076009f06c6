using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Observation;
using CoinPilot.Planning;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Previewing;

/// <summary>The hashes that Compose would write to a project's containers.</summary>
/// <remarks>
/// Of the resolved project: of the files, <c>config --hash</c> leaves the env files of services out, but <c>up</c> does not.
/// </remarks>
internal sealed class ConfigHashes(IDocker docker, AppPlaces places)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    /// <summary>By service; null where Compose does not say them.</summary>
    public async Task<ImmutableDictionary<string, string>?> OfAsync(HostProject project, ReleaseConf conf, CancellationToken ct)
    {
        var json = SharedNamespaces.Resolved(project.Json, await ContainersAsync(SharedNamespaces.In(project.Json), conf.Project, ct).ConfigureAwait(false));
        var words = ReleaseCompose.Words(places, conf with { EnvFile = "/dev/null" }, "-");
        var said = await docker.ComposeAsync(new([.. words, "config", "--hash", "*"], Bound, json), ct).ConfigureAwait(false);
        return said.Succeeded
            ? said.Lines.Select(line => line.Split(' ', 2)).Where(parts => parts.Length == 2).ToImmutableDictionary(parts => parts[0], parts => parts[1])
            : null;
    }

    // Of several containers of a service, the first by name.
    private async Task<ImmutableDictionary<string, string>> ContainersAsync(IEnumerable<string> services, string project, CancellationToken ct)
    {
        var ids = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var service in services)
        {
            var found = await AnsweredAsync(docker.ContainersAsync(all: true, ct, [.. ComposeLabels.OfProject(project), ("label", $"{ComposeLabels.Service}={service}")])).ConfigureAwait(false);
            if (found.MinBy(container => container.Name, StringComparer.Ordinal) is { } first)
            {
                ids.Add(service, first.Id);
            }
        }

        return ids.ToImmutable();
    }

    // An engine that is away is said by the look at the host.
    private static async Task<ImmutableArray<ContainerSummary>> AnsweredAsync(Task<ImmutableArray<ContainerSummary>> question)
    {
        try
        {
            return await question.ConfigureAwait(false);
        }
        catch (DockerSilentException)
        {
            return [];
        }
    }
}
