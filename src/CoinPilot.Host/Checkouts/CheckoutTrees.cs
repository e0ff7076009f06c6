using CoinPilot.Agent.Files;
using CoinPilot.Releases;

namespace CoinPilot.Agent.Checkouts;

/// <summary>Digests of trees of a checkout, all together within one bound.</summary>
internal sealed class CheckoutTrees(HostParts host, TimeSpan bound)
{
    public const string Missing = "-";
    public const string Unread = "?";

    private readonly TimeSpan ends = host.Clock.Uptime + bound;

    /// <summary>One of them could not be read in time.</summary>
    public bool IsLate { get; private set; }

    /// <summary>sha256 over names, kinds and contents; <see cref="Missing"/> where there is none, <see cref="Unread"/> where it can't be read whole.</summary>
    /// <param name="dockerfile">Of a context: a path in it that no rule leaves out; null for none.</param>
    public async Task<string> DigestAsync(string path, string? dockerfile, string rules, CancellationToken ct)
    {
        var left = ends - host.Clock.Uptime;
        if (left <= TimeSpan.Zero)
        {
            IsLate = true;
            return Unread;
        }

        if (CheckoutPaths.KindOf(host.Files, path) == CheckoutPaths.Missing)
        {
            return Missing;
        }

        try
        {
            var digest = await host.Files.DigestAsync(path, IgnoreRules.Parse(rules, dockerfile).Keeps, left, ct).ConfigureAwait(false);
            IsLate |= digest.IsLate || host.Clock.Uptime >= ends;
            return digest.IsLate ? Unread : digest.Sha256 ?? Unread;
        }
        catch (FormatException)
        {
            // A rule that nobody can follow: nothing can be said of the tree.
            return Unread;
        }
    }
}
