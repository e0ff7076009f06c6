using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using CoinPilot.Hosts;
using CoinPilot.Releases;
using CoinPilot.Systemd;

namespace CoinPilot.Inspection;

/// <summary>Where a host differs from the release that it runs: unit, files, values, images.</summary>
public static class DriftFindings
{
    private static readonly string DeployAnew = $"{Commands.DeployUnit} --force installs it anew";

    public static IEnumerable<StatusFinding> Of(HostState host, ReleaseManifest manifest, string unitName) =>
        [.. Files(host, manifest, unitName), .. Values(host, manifest), .. Images(host, manifest), .. Differences(host, manifest)];

    /// <summary>The services of a release whose image is no longer kept on the host.</summary>
    public static ImmutableArray<string> MissingImages(HostState host, HostRelease release) =>
        release.Manifest is not { } text || !host.DockerAnswers || ReleaseManifest.TryParse(text).Manifest is not { } manifest ? [] :
        [
            .. manifest.Services
                .Select(service => service.Name)
                .Where(service => !host.KeepsImage(release.Id, service)),
        ];

    private static IEnumerable<StatusFinding> Files(HostState host, ReleaseManifest manifest, string unitName)
    {
        if (host.UnitText is { } unit && manifest.FileDigests.TryGetValue(ReleaseFile.Unit, out var expected) && DigestOf(unit) != expected)
        {
            yield return new("unit-drift", true, "the installed unit is not the release's: somebody edited it", DeployAnew);
        }

        foreach (var path in host.Unit.DropIns.Where(IsSomebodys))
        {
            yield return new("drop-in-drift", true, $"a drop-in that CoinPilot did not make changes the unit: {path}", $"on the host: systemctl cat {unitName}; to take it away: {DropInCheck.Removal(path)}");
        }

        // An agent that is older than this check reports none of them.
        foreach (var (name, digest) in manifest.FileDigests.Where(_ => !host.ReleaseFiles.IsEmpty))
        {
            var found = host.ReleaseFiles.GetValueOrDefault(name);
            if (found != digest)
            {
                yield return new("file-drift", true, $"{name} in the release's folder {(found is null ? "is gone" : "was changed since it was deployed")}", DeployAnew);
            }
        }

        if (!host.CheckoutChanges.IsEmpty)
        {
            yield return new("checkout-drift", true,
                $"the checkout {manifest.HostDirectory} is not what the release was made from; a boot takes what lies there now: {string.Join(", ", host.CheckoutChanges)}",
                $"{Commands.DeployUnit} --stack-source host");
        }

        var gone = manifest.Objects.Count(digest => !host.Objects.Contains(digest));
        if (gone > 0)
        {
            yield return new("content-gone", true, $"{gone} of {manifest.Objects.Length} shipped files and folders are gone from the host", DeployAnew);
        }
    }

    private static IEnumerable<StatusFinding> Values(HostState host, ReleaseManifest manifest)
    {
        if (manifest.NeedsEnvFile && manifest.ShippedEnvDigest is null && host.EnvAccess?.Trouble(new HostLayout(AppName.Parse(manifest.App)).HostEnvFile) is { } open)
        {
            yield return new("env-access", false, open.Text, open.Fix);
        }

        if (manifest.ShippedEnvDigest is { } shipped)
        {
            if (!host.ReleaseFiles.IsEmpty && host.ReleaseFiles.GetValueOrDefault(ReleaseFile.Env) != shipped)
            {
                yield return new("env-drift", true, "the release's .env was changed on the host since it was deployed", DeployAnew);
            }
        }
        else if (manifest.NeedsEnvFile && host.EnvFileDigest is null)
        {
            yield return new("env-drift", true, "the host's .env is gone: the next start fails", $"put it back: {new HostLayout(AppName.Parse(manifest.App)).HostEnvFile}, mode 0600");
        }
        else if (manifest.NeedsEnvFile && host.IsEnvChangedSince(manifest))
        {
            yield return new("env-drift", true, "the host's .env has changed since the release was deployed: what runs has the old values, a boot takes the new ones", Commands.DeployUnit);
        }
    }

    private static IEnumerable<StatusFinding> Differences(HostState host, ReleaseManifest manifest)
    {
        var isEnvChanged = host.IsEnvChangedSince(manifest);
        foreach (var difference in host.Differences)
        {
            yield return difference.Kind switch
            {
                DifferenceKind.Variables => new("variable-drift", true,
                    $"{difference.Text} ({(isEnvChanged ? "the host's .env has changed since" : "its container was made from another configuration: by hand, or by a start with other values")})", isEnvChanged ? Commands.DeployUnit : DeployAnew),
                DifferenceKind.Attached => new("network-drift", true, $"{difference.Text} (docker network connect or disconnect, or Compose, by hand)", DeployAnew),
                DifferenceKind.Mounts => new("mount-drift", true, $"{difference.Text} ({(isEnvChanged ? "the host's .env has changed since" : "its container was made from another configuration, by hand")})", DeployAnew),
                DifferenceKind.Network => new("network-drift", true,
                    $"{difference.Text} (made before the file said so, or by hand: Compose keeps a network as it was made)",
                    $"on the host, with the stack stopped: sudo docker network rm {difference.Subject}; the next start makes it anew"),
                _ => new("volume-drift", true,
                    $"{difference.Text} (made before the file said so, or by hand: Compose keeps a volume as it was made)",
                    "give it another name in the Compose file, and copy its data"),
            };
        }
    }

    private static IEnumerable<StatusFinding> Images(HostState host, ReleaseManifest manifest)
    {
        // What is switched to and not started yet has the images of before, as it should.
        var isStarted = host.Pending is not { Phase: "switched" };
        foreach (var service in manifest.Services.Where(service => isStarted && service.ImageId is not null))
        {
            if (host.Containers.FirstOrDefault(container => container.Service == service.Name && container.Image != service.ImageId) is { } other)
            {
                yield return new("image-drift", true,
                    $"{service.Name} runs another image than the release's: {Short(other.Image)}, not {Short(service.ImageId!)} ({Cause(host, manifest, other)})",
                    $"{Commands.DeployUnit} makes it part of a release");
            }
        }

        if (host.Find(manifest.Release) is { } current && MissingImages(host, current) is { IsEmpty: false } missing)
        {
            yield return new("release-images-gone", true,
                $"the tags that keep this release's images are gone for {string.Join(", ", missing)}: a later rollback to it would have to pull or build", DeployAnew);
        }
    }

    // Only what is known: a refresh of the last start that ended well, and brought what the name means since.
    private static string Cause(HostState host, ReleaseManifest manifest, ContainerState container)
    {
        var confirmed = host.Find(manifest.Release)?.ConfirmedAt;
        var isNamed = host.ImageNames.GetValueOrDefault(container.Reference) == container.Image;
        return isNamed && host.StartSteps.Any(step => step.Status == "0" && !(step.StartedAt < confirmed) && IsRefresh(step.Command))
            ? "the boot refresh brought it in"
            : isNamed ? "its name means that image now: somebody may have pulled, built or tagged it by hand"
            : "not one that its name means now: somebody may have run docker compose by hand, or with other values";
    }

    private static bool IsRefresh(string command) =>
        command.Contains(" pull ", StringComparison.Ordinal) || command.Contains(" --build", StringComparison.Ordinal);

    // A distribution has some of its own below /usr, and some for every service.
    private static bool IsSomebodys(string path) =>
        !path.StartsWith("/usr/", StringComparison.Ordinal) && path.Contains(".service.d/", StringComparison.Ordinal)
        && Path.GetFileName(path) is not (UnitRenderer.HoldName or UnitRenderer.TransactionName);

    private static string Short(string image) => image.StartsWith("sha256:", StringComparison.Ordinal) && image.Length > 19 ? image[..19] : image;

    private static string DigestOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
