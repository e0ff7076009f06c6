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
internal sealed class ConfigHashes(HostParts host, AppPlaces places)
{
    private readonly IDocker docker = host.Docker;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    /// <summary>By service; null where Compose does not say them.</summary>
    public async Task<ImmutableDictionary<string, string>?> OfAsync(HostProject project, ReleaseConf conf, CancellationToken ct)
    {
        var json = SharedNamespaces.Resolved(project.Json, await ContainersAsync(SharedNamespaces.In(project.Json), conf.Project, ct).ConfigureAwait(false));
        var words = ReleaseCompose.Words(places, conf with { EnvFile = "/dev/null" }, "-");
        ComposeMemory memory = new(host.Files, places.Hashes);
        var key = ComposeMemory.IdentityOf(host.Files, ComposePlugin.Paths(host.Files).Plugin) is { } compose
            ? ComposeMemory.Digest($"{compose}\0{string.Join('\0', words)}\0{json}")
            : null;
        if (key is not null && memory.Recall(key) is { } kept)
        {
            return Hashes(kept);
        }

        var said = await docker.ComposeAsync(new([.. words, "config", "--hash", "*"], Bound, json), ct).ConfigureAwait(false);
        if (!said.Succeeded)
        {
            return null;
        }

        if (key is not null)
        {
            memory.Keep(key, said.Output);
        }

        return Hashes(said.Output);
    }

    private static ImmutableDictionary<string, string> Hashes(string lines) =>
        lines.Split('\n').Select(line => line.TrimEnd('\r').Split(' ', 2)).Where(parts => parts.Length == 2).ToImmutableDictionary(parts => parts[0], parts => parts[1]);

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
