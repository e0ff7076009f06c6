using System.Collections.Immutable;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Serving;
using CoinPilot.Protocol;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Checkouts;

/// <summary>What of a checkout is not what a release was made from.</summary>
internal sealed class CheckoutSinceVerb(HostParts host, VerbContext context)
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);

    public async Task<CheckoutSinceAnswer> RunAsync(CheckoutSinceRequest request, CancellationToken ct) =>
        new(await ChangesAsync(request.Release, Bound, ct).ConfigureAwait(false));

    /// <summary>None for a release that holds its own content.</summary>
    /// <param name="bound">What can't be read by then differs.</param>
    public async Task<ImmutableArray<CheckoutChange>> ChangesAsync(string release, TimeSpan bound, CancellationToken ct)
    {
        var changes = ImmutableArray.CreateBuilder<CheckoutChange>();
        CheckoutTrees trees = new(host, bound);
        var file = host.Files.ReadText($"{AppPlaces.Of(context.Scope).Release(ReleaseWord.Require(release))}/{ReleaseFile.Checkout}");
        foreach (var entry in CheckoutFile.Parse(file ?? ""))
        {
            var digest = await trees.DigestAsync(entry.Path, entry.Dockerfile, entry.Rules, ct).ConfigureAwait(false);
            if (digest != entry.Digest)
            {
                changes.Add(new(entry.Use, entry.Path, digest == CheckoutTrees.Missing));
            }
        }

        return changes.ToImmutable();
    }
}
