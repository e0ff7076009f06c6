using CoinPilot.Compose;

namespace CoinPilot.Releases;

/// <summary>Everything that the image of a built service is made from.</summary>
public static class BuildInput
{
    /// <summary>sha256 of the contexts, the Compose files and the values that go into them; null for a service that is not built from shipped content.</summary>
    public static string? DigestOf(ComposeService service, ReleaseRequest request)
    {
        var objects = request.Objects;
        if (service.Build is not { IsRemote: false } build || !objects.ByPath.TryGetValue((build.Context.Resolved, ShippedUse.BuildContext), out var context))
        {
            return null;
        }

        return ContentDigest.Of(
        [
            KeyValuePair.Create("context", context.Digest),
            .. OutsideDockerfile(build, objects),
            // The Compose files hold more that goes into a build: labels, secrets, arguments from the env file.
            .. request.ComposeFiles,
            .. request.Included,
            KeyValuePair.Create("env", request.ShippedEnvDigest ?? request.HostEnvDigest ?? ""),
            .. build.AdditionalContexts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(
                $"context {pair.Key}",
                objects.ByPath.TryGetValue((pair.Value.Resolved, ShippedUse.BuildContext), out var other) ? other.Digest : pair.Value.AsWritten)),
        ]);
    }

    private static IEnumerable<KeyValuePair<string, string>> OutsideDockerfile(ComposeBuild build, ShippedObjects objects) =>
        objects.ByPath.TryGetValue((Shipping.DockerfileOf(build), ShippedUse.Dockerfile), out var dockerfile)
            ? [KeyValuePair.Create("dockerfile", dockerfile.Digest)]
            : [];
}
