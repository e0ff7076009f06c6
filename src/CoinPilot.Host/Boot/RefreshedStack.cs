using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Observation;
using CoinPilot.Hosts;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Boot;

/// <summary>A stack after the refresh of a boot: what each service runs, and what it waits for.</summary>
internal sealed class RefreshedStack(ImmutableArray<ContainerDetail> containers, ImmutableDictionary<string, string> meant, ImmutableDictionary<string, string> architectures)
{
    private readonly ILookup<string, ContainerDetail> services = containers.Where(one => !one.State.IsOneOff).ToLookup(one => one.State.Service);

    public ImmutableArray<ContainerState> Containers { get; } = [.. containers.Where(one => !one.State.IsOneOff).Select(one => one.State)];

    /// <summary>Throws <see cref="DockerSilentException"/>.</summary>
    public static async Task<RefreshedStack> LookAsync(IDocker docker, ReleaseConf conf, CancellationToken ct)
    {
        var containers = await new StackContainers(docker, conf.Project).AllAsync(ct).ConfigureAwait(false);
        var meant = ImmutableDictionary.CreateBuilder<string, string>();
        var architectures = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var (service, reference) in conf.Images)
        {
            if (await docker.ImageAsync(reference, ct).ConfigureAwait(false) is { } image)
            {
                (meant[service], architectures[image.Id]) = (image.Id, image.Architecture);
            }
        }

        foreach (var id in containers.Select(one => one.State.Image).Where(id => !architectures.ContainsKey(id)).Distinct().ToArray())
        {
            architectures[id] = (await docker.ImageAsync(id, ct).ConfigureAwait(false))?.Architecture ?? "";
        }

        return new(containers, meant.ToImmutable(), architectures.ToImmutable());
    }

    /// <summary>The images of a service's containers; without one, what its name means.</summary>
    public ImmutableArray<string> ImagesOf(string service) =>
        services.Contains(service) ? [.. services[service].Select(one => one.State.Image).Distinct()]
        : meant.TryGetValue(service, out var image) ? [image]
        : [];

    /// <summary>One image for each service that has one.</summary>
    public ImmutableDictionary<string, string> Running(IEnumerable<string> names) => names.Select(name => (Name: name, Images: ImagesOf(name)))
        .Where(service => service.Images.Length == 1).ToImmutableDictionary(service => service.Name, service => service.Images[0]);

    public string ArchitectureOf(string image) => architectures.GetValueOrDefault(image, "");

    /// <summary>It has no container that Docker has even tried to start.</summary>
    public bool WasNeverStarted(string service) => services[service].All(one => one.State is { Status: "created", Error.Length: 0 });

    /// <summary>Some services, and all that they wait for.</summary>
    public ImmutableArray<string> WithNeeds(IEnumerable<string> names)
    {
        List<string> found = [.. names.Distinct()];
        for (var at = 0; at < found.Count; at++)
        {
            found.AddRange(NeedsOf(found[at]).Except(found).ToArray());
        }

        return [.. found];
    }

    /// <summary>What a service waits for; empty where it has no container that says it.</summary>
    public IEnumerable<string> NeedsOf(string service) => services[service].SelectMany(one => one.Needs).Distinct();
}
