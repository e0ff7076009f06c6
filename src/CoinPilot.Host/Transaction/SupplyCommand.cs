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

    public static Task<int> RunAsync(HostParts host, string app) =>
        CommandEnd.OfAsync(() => SupplyAsync(new(host, StartContext.Of(app)), CancellationToken.None));

    private static async Task SupplyAsync(TransactionParts parts, CancellationToken ct)
    {
        var release = parts.Installed.Current;
        if (parts.Shelf.ConfOf(release) is not { } conf)
        {
            return;
        }

        MissingNames names = new(parts, release, conf);
        if (await names.GiveAsync(ct).ConfigureAwait(false) is not { Length: > 0 } lost)
        {
            await new BootTasks(parts, release, conf).SettleAsync(ct).ConfigureAwait(false);
            await new StartWithoutCompose(parts, release, conf).RunAsync(ct).ConfigureAwait(false);
            return;
        }

        using var stage = await parts.Lock.TryStageAsync(Patience, ct).ConfigureAwait(false) ?? throw new VerbFailedException(
            FailureKind.Conflict, $"a release of {parts.Places.App} is being staged on this host", "none: the unit tries it again by itself");
        await new ImageRestore(parts).RestoreAsync(release, conf, Wanted(parts, release, lost), ct).ConfigureAwait(false);
        await names.GiveAsync(ct).ConfigureAwait(false);
    }

    // What the release's manifest remembers of the images that were confirmed.
    private static ImmutableArray<WantedImage> Wanted(TransactionParts parts, string release, string[] services) =>
    [
        .. (parts.Shelf.ManifestOf(release)?.Services ?? []).Where(service => services.Contains(service.Name))
            .Select(service => new WantedImage(service.Name, service.ImageId, service.RepoDigest)),
    ];
}
