using CoinPilot.Releases;
using CoinPilot.Reporting;

namespace CoinPilot.Runs;

/// <summary>What a way back does not bring back: configuration that lies in a checkout is what it is now.</summary>
public sealed class CheckoutChanges(HostClient host, IReporter reporter)
{
    /// <summary>Says which files of the checkout are not what they were when the release was made; nothing for a release that holds its own.</summary>
    public async Task ShowAsync(ReleaseManifest release, CancellationToken ct)
    {
        if (release.HostDirectory is not { } directory)
        {
            return;
        }

        var since = await host.CheckoutSinceAsync(release.Release, ct).ConfigureAwait(false);
        var configuration = since.Where(change => change.Use is "mount" or "config" or "secret" or "env").ToArray();
        if (configuration.Length > 0)
        {
            reporter.Line("plan", LineStatus.Warn,
                $"configuration in {directory} is not rolled back: {Count(configuration.Length)} not what {release.Release} was made with: "
                + string.Join(", ", configuration.Select(change => change.ToString()).Distinct())
                + (release.Commit is { } commit ? $". To have them back as well, on the host: git -C {directory} checkout {commit[..Math.Min(12, commit.Length)]} -- .{(release.Dirty ? ", without what was changed beside it" : "")}" : ""));
        }

        if (since.Any(change => change.Use is "context" or "dockerfile"))
        {
            reporter.Line("plan", LineStatus.Info, "build contexts have changed since; the images of the release are kept on the host and are used as they are, nothing is built");
        }
    }

    private static string Count(int files) => files == 1 ? "one path is" : $"{files} paths are";
}
