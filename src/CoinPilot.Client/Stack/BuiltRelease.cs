using System.Collections.Immutable;
using CoinPilot.Hosts;
using CoinPilot.Options;
using CoinPilot.Releases;
using CoinPilot.Runs;

namespace CoinPilot.Stack;

/// <summary>A release with everything that would travel for it.</summary>
public sealed record BuiltRelease(ReleaseRequest Request, Release Release, ImmutableArray<PackedObject> Objects, byte[]? EnvFile)
{
    /// <summary>The same release for a host as it was observed: its docker, its env file.</summary>
    public BuiltRelease For(HostState host)
    {
        var request = Request with
        {
            DockerPath = host.DockerPath.Length > 0 ? host.DockerPath : Request.DockerPath,
            HostEnvDigest = host.EnvFileDigest,
        };
        return this with { Request = request, Release = ReleaseComposer.Compose(request) };
    }

    /// <summary>The files that Compose reads to know the project, release.conf, which says how, and the units, so that the host verifies them early.</summary>
    public Dictionary<string, byte[]> PreviewFiles()
    {
        var files = Files();
        files.Remove(ReleaseFile.Manifest);
        files.Remove(ReleaseFile.Build);
        return files;
    }

    /// <summary>The env files of services: without them Compose does not know the environment.</summary>
    public IEnumerable<PackedObject> EnvObjects()
    {
        var digests = Request.Objects.ByPath.Where(pair => pair.Key.Use == ShippedUse.EnvFile).Select(pair => pair.Value.Digest).ToHashSet();
        return Objects.Where(packed => digests.Contains(packed.Digest));
    }

    /// <summary>The files of the release's folder on the host.</summary>
    public Dictionary<string, byte[]> Files()
    {
        var files = Release.Files.ToDictionary(pair => pair.Key, pair => StagePayload.Utf8(pair.Value));
        if (EnvFile is not null)
        {
            files[ReleaseFile.Env] = EnvFile;
        }

        return files;
    }

    /// <summary>What was packed is no longer needed.</summary>
    public void DeletePacked()
    {
        foreach (var packed in Objects)
        {
            File.Delete(packed.TarPath);
        }
    }
}
