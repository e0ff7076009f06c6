using CoinPilot.Hosts;

namespace CoinPilot.Planning;

/// <summary>The release that a rollback goes to.</summary>
public static class RollbackChoice
{
    /// <summary>
    /// The named release, else the newest confirmed one older than the current: a second rollback goes further back,
    /// never forward. Throws <see cref="DeploymentException"/> (exit 2) when there is none.
    /// </summary>
    public static HostRelease Choose(HostState host, string? release)
    {
        if (release is null)
        {
            return Previous(host)
                ?? throw new DeploymentException(
                    $"There is no confirmed release before {host.Current} on {host.Hostname}: nothing to roll back to. {Known(host)}{Restore(host)}",
                    FailureKind.BadInput);
        }

        var found = host.Find(release) ?? throw new DeploymentException(
            $"Release {release} is not on {host.Hostname}. {Known(host)}", FailureKind.BadInput);
        return found.IsConfirmed ? found : throw new DeploymentException(
            $"Release {release} was never confirmed on {host.Hostname}: a rollback goes only to what once worked. {Known(host)}",
            FailureKind.BadInput);
    }

    /// <summary>The newest confirmed release that is older than the current; null when there is none.</summary>
    public static HostRelease? Previous(HostState host) => host.Releases
        .Where(candidate => candidate.IsConfirmed && string.CompareOrdinal(candidate.Id, host.Current) < 0)
        .MaxBy(candidate => candidate.Id, StringComparer.Ordinal);

    private static string Restore(HostState host) => host.Find(host.Current) is { IsConfirmed: true }
        ? $" To start it exactly as it was confirmed: {Commands.Rollback} --release {host.Current}"
        : "";

    private static string Known(HostState host)
    {
        var confirmed = host.Releases.Where(candidate => candidate.IsConfirmed).Select(candidate => candidate.Id).ToArray();
        return confirmed.Length == 0 ? "It holds no confirmed release." : $"Confirmed there: {string.Join(", ", confirmed)}.";
    }
}
