using System.Collections.Immutable;
using System.Security.Cryptography;
using CoinPilot.Host;
using CoinPilot.Observation;
using CoinPilot.Releases;

namespace CoinPilot.Execution;

/// <summary>The packing of what travels, and the composition of the release around it.</summary>
public static class ReleaseBuilder
{
    /// <summary>Throws <see cref="InvalidInputException"/> when something of the source tree cannot travel.</summary>
    public static async Task<BuiltRelease> BuildAsync(
        ValidatedProject stack, DeploymentOptions options, HostLayout layout, DateTimeOffset madeAt, CancellationToken ct)
    {
        var shipping = Shipping.Of(stack.Project, new SourceTree());
        if (shipping.Findings.Any(finding => finding.Severity == Severity.Error))
        {
            throw new InvalidInputException(shipping.Findings);
        }

        var git = await GitTree.ReadAsync(stack.Project.Directory, ct).ConfigureAwait(false);
        var packer = new ObjectPacker(options.TemporaryFolder, git);
        var packed = ImmutableArray.CreateBuilder<PackedObject>();
        var objects = ImmutableDictionary.CreateBuilder<(string, ShippedUse), ShippedObject>();
        foreach (var path in shipping.Paths)
        {
            var item = await packer.PackAsync(path, ct).ConfigureAwait(false);
            packed.Add(item);
            objects[(path.LocalPath, path.Use)] = new(item.Digest, item.FileName);
        }

        var env = options.EnvFile is { } file ? await File.ReadAllBytesAsync(file, ct).ConfigureAwait(false) : null;
        var request = new ReleaseRequest
        {
            Layout = layout,
            UnitName = options.UnitName,
            Project = stack.Project,
            ComposeFiles = stack.Texts,
            Objects = new(objects.ToImmutable()),
            StartPolicy = options.StartPolicy,
            PullTimeout = options.PullTimeout,
            BuildTimeout = options.BuildTimeout,
            StableFor = options.StableFor,
            GateTimeout = options.GateTimeout,
            ConfirmWithin = options.ConfirmWithin,
            ShippedEnvDigest = env is null ? null : Convert.ToHexStringLower(SHA256.HashData(env)),
            HostProgram = HostProgram.Text,
            MadeAt = madeAt,
            By = options.By,
            Commit = git.Commit,
            Dirty = git.Dirty,
        };
        return new(request, ReleaseComposer.Compose(request), [.. packed.DistinctBy(item => item.Digest)], env);
    }
}
