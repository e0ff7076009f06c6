using System.Collections.Immutable;
using System.Security.Cryptography;
using CoinPilot.Options;
using CoinPilot.Releases;
using CoinPilot.Runs;

namespace CoinPilot.Stack;

/// <summary>The packing of what travels, and the composition of the release around it.</summary>
public static class ReleaseBuilder
{
    /// <summary>Throws <see cref="InvalidInputException"/> when something of the source tree cannot travel.</summary>
    public static async Task<BuiltRelease> BuildAsync(
        ValidatedProject stack, Task<GitTree> history, DeploymentOptions options, HostLayout layout, DateTimeOffset madeAt, CancellationToken ct)
    {
        var env = Env(options);
        var shipping = Shipping.Of(stack.Project, new SourceTree());
        if (shipping.Findings.Any(finding => finding.Severity == Severity.Error))
        {
            throw new InvalidInputException(shipping.Findings);
        }

        var git = await history.ConfigureAwait(false);
        var packer = new ObjectPacker(RunFolder.In(options.TemporaryFolder), git);
        var packed = ImmutableArray.CreateBuilder<PackedObject>();
        var objects = ImmutableDictionary.CreateBuilder<(string, ShippedUse), ShippedObject>();
        foreach (var path in shipping.Paths)
        {
            var item = await packer.PackAsync(path, ct).ConfigureAwait(false);
            packed.Add(item);
            objects[(path.LocalPath, path.Use)] = new(item.Digest, item.FileName);
        }

        var request = Request(stack, options, layout, madeAt, env) with
        {
            Objects = new(objects.ToImmutable()),
            Commit = git.Commit,
            Dirty = git.Dirty,
        };
        return new(request, ReleaseComposer.Compose(request), [.. packed.DistinctBy(item => item.Digest)], env);
    }

    /// <summary>A release of a stack that lies on the host: nothing but its Compose files is copied.</summary>
    public static BuiltRelease Build(ValidatedProject stack, HostContent content, DeploymentOptions options, HostLayout layout, DateTimeOffset madeAt)
    {
        var env = Env(options);
        var request = Request(stack, options, layout, madeAt, env) with
        {
            Objects = content.Objects,
            HostDirectory = stack.Host!.Directory,
            Checkout = content.Entries,
            Commit = stack.Host.Commit,
            Dirty = stack.Host.IsDirty,
        };
        return new(request, ReleaseComposer.Compose(request), [], env);
    }

    private static byte[]? Env(DeploymentOptions options) => options.EnvFile is not { } file ? null
        : SourceFile.Read(file, out var trouble) ?? throw new DeploymentException($"{file} {trouble}.", FailureKind.BadInput);

    private static ReleaseRequest Request(ValidatedProject stack, DeploymentOptions options, HostLayout layout, DateTimeOffset madeAt, byte[]? env) =>
        new()
        {
            Layout = layout,
            UnitName = options.UnitName,
            Project = stack.Project,
            ComposeFiles = stack.Texts,
            Included = stack.Included,
            Tree = stack.Tree,
            Objects = ShippedObjects.None,
            StartPolicy = options.StartPolicy,
            PullTimeout = options.PullTimeout,
            BuildTimeout = options.BuildTimeout,
            StableFor = options.StableFor,
            GateTimeout = options.GateTimeout,
            ConfirmWithin = options.ConfirmWithin,
            ShippedEnvDigest = env is null ? null : Convert.ToHexStringLower(SHA256.HashData(env)),
            MadeAt = madeAt,
            By = options.By,
        };
}
