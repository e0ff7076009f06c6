using System.Collections.Immutable;
using CoinPilot.Agent.Docker;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Staging;
using CoinPilot.Protocol;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Transaction;

/// <summary>A line of the unit: images of the installed release that are gone are fetched by digest, or built again from its own files (D087).</summary>
internal static class SupplyCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(HostParts host, string app)
    {
        TransactionParts parts = new(host, StartContext.Of(app));
        try
        {
            var release = parts.Installed.Current;
            if (parts.Shelf.ConfOf(release) is not { } conf)
            {
                return ExitStatus.Success;
            }

            MissingNames names = new(parts, release, conf);
            if (await names.GiveAsync(CancellationToken.None).ConfigureAwait(false) is not { Length: > 0 } lost)
            {
                await new BootTasks(parts, release, conf).SettleAsync(CancellationToken.None).ConfigureAwait(false);
                await new StartWithoutCompose(parts, release, conf).RunAsync(CancellationToken.None).ConfigureAwait(false);
                return ExitStatus.Success;
            }

            using var stage = await parts.Lock.TryStageAsync(Patience, CancellationToken.None).ConfigureAwait(false) ?? throw new VerbFailedException(
                FailureKind.Conflict, $"a release of {parts.Places.App} is being staged on this host", "none: the unit tries it again by itself");
            await new ImageRestore(parts).RestoreAsync(release, conf, Wanted(parts, release, lost), CancellationToken.None).ConfigureAwait(false);
            await names.GiveAsync(CancellationToken.None).ConfigureAwait(false);
            return ExitStatus.Success;
        }
        catch (VerbFailedException failed)
        {
            await Console.Error.WriteLineAsync(failed.Failure.ToString()).ConfigureAwait(false);
            return failed.Failure.ExitCode;
        }
        catch (Exception error) when (error is DockerSilentException or UnknownFormatException or IOException)
        {
            await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
            return ExitStatus.Failure;
        }
    }

    // What the release's manifest remembers of the images that were confirmed.
    private static ImmutableArray<WantedImage> Wanted(TransactionParts parts, string release, string[] services)
    {
        var text = parts.Host.Files.ReadText($"{parts.Places.Release(release)}/{ReleaseFile.Manifest}");
        var manifest = text is null ? null : ReleaseManifest.TryParse(text).Manifest;
        return
        [
            .. (manifest?.Services ?? []).Where(service => services.Contains(service.Name))
                .Select(service => new WantedImage(service.Name, service.ImageId, service.RepoDigest)),
        ];
    }
}
