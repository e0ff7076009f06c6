using System.Collections.Immutable;
using System.IO.Enumeration;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Processes;
using CoinPilot.Hosts;

namespace CoinPilot.Simulated;

internal sealed partial class SimulatedDocker
{
    /// <summary>Of this machine.</summary>
    public static readonly string Architecture = ImageArchitecture.Of(Machine.KernelName);

    /// <summary>What each name of an image means, with its tag or its digest.</summary>
    public SortedDictionary<string, string> Names { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ImageDetail> Images { get; } = [];

    /// <summary>By name and tag: the image that a registry has, and its digest.</summary>
    public Dictionary<string, (string Id, string Digest)> Registry { get; } = [];

    /// <summary>Somebody does something while an image is pulled, before its name is moved.</summary>
    public Action<string>? WhilePulling { get; set; }

    /// <summary>Names an image, which is there from then on.</summary>
    public void Name(string name, string id)
    {
        Images.TryAdd(id, new(id, Architecture, [], ImmutableDictionary<string, string>.Empty));
        Names[name] = id;
    }

    /// <summary>An image is gone, with all of its names.</summary>
    public void Lose(string id)
    {
        Images.Remove(id);
        foreach (var name in Names.Where(name => name.Value == id).Select(name => name.Key).ToArray())
        {
            Names.Remove(name);
        }
    }

    public string? Meaning(string name) => Names.GetValueOrDefault(name);

    public Task<ImmutableArray<ImageTag>> TagsAsync(ImmutableArray<string> references, CancellationToken ct) => Answer("images", () =>
        ImmutableArray.CreateRange(Names.Where(name => references.Any(pattern => Fits(name.Key, pattern))).Select(name => new ImageTag(name.Key, name.Value))));

    public Task<ImageDetail?> ImageAsync(string reference, CancellationToken ct) => Answer("image", () => IdOf(reference) is { } id && Images.TryGetValue(id, out var image)
        ? image with { RepoDigests = [.. Names.Where(name => name.Value == id && name.Key.Contains('@', StringComparison.Ordinal)).Select(name => name.Key)] }
        : null);

    public Task<bool> TagAsync(string image, string name, CancellationToken ct) => Change("tag", $"{image} {name}", () =>
    {
        if (IdOf(image) is not { } id || !Images.ContainsKey(id))
        {
            return false;
        }

        Names[Full(name)] = id;
        return true;
    });

    // The last name of what a container is made from stays.
    public Task<bool> UntagAsync(string name, CancellationToken ct) => Change("untag", name, () =>
    {
        if (!Names.TryGetValue(Full(name), out var id) || (Names.Values.Count(other => other == id) == 1 && Containers.Any(one => one.State.Image == id)))
        {
            return false;
        }

        Names.Remove(Full(name));
        if (!Names.ContainsValue(id))
        {
            Images.Remove(id);
        }

        return true;
    });

    public Task<CommandOutput> PullAsync(string reference, TimeSpan bound, CancellationToken ct)
    {
        WhilePulling?.Invoke(reference);
        if (ct.IsCancellationRequested)
        {
            return Task.FromCanceled<CommandOutput>(ct);
        }

        if (IsSilent("pull") || !Registry.TryGetValue(reference, out var there))
        {
            return Task.FromResult(new CommandOutput(1, "", $"Error response from daemon: manifest for {reference} not found"));
        }

        Name(Full(reference), there.Id);
        Name($"{reference[..reference.LastIndexOf(':')]}@{there.Digest}", there.Id);
        return Task.FromResult(new CommandOutput(0, $"1: Pulling from {reference}\nDigest: {there.Digest}\nStatus: Downloaded newer image for {reference}\n{reference}\n", ""));
    }

    private string? IdOf(string reference) => Images.ContainsKey(reference) ? reference : Names.GetValueOrDefault(Full(reference));

    private static string Full(string name) => name.Contains('@', StringComparison.Ordinal) || name.LastIndexOf(':') > name.LastIndexOf('/') ? name : $"{name}:latest";

    // As docker image ls: each part by itself, and * within a part only.
    private static bool Fits(string name, string pattern)
    {
        var (words, wanted) = (name.Split('/'), (pattern.Contains(':', StringComparison.Ordinal) ? pattern : $"{pattern}:*").Split('/'));
        return words.Length == wanted.Length && words.Zip(wanted).All(pair => FileSystemName.MatchesSimpleExpression(pair.Second, pair.First, ignoreCase: false));
    }
}
