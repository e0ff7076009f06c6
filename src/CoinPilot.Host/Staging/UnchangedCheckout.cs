using CoinPilot.Agent.Checkouts;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Transaction;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Staging;

/// <summary>A checkout on this host that a release is made from: what the client read is what is used.</summary>
internal sealed class UnchangedCheckout(TransactionParts parts, StagedRelease release)
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);

    /// <summary>Nothing for a release that holds its own content. Throws <see cref="VerbFailedException"/> (30).</summary>
    public async Task DemandAsync(CancellationToken ct)
    {
        CheckoutTrees trees = new(parts.Host, Bound);
        foreach (var entry in CheckoutFile.Parse(parts.Host.Files.ReadText($"{release.Folder}/{ReleaseFile.Checkout}") ?? ""))
        {
            if (await trees.DigestAsync(entry.Path, entry.Dockerfile, entry.Rules, ct).ConfigureAwait(false) != entry.Digest)
            {
                throw new VerbFailedException(
                    FailureKind.Conflict, $"{entry.Path} changed on this host while it was being deployed", "run the command again, when nobody works in the checkout");
            }
        }
    }
}
