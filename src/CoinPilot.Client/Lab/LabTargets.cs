using CoinPilot.Reporting;

namespace CoinPilot.Lab;

/// <summary>What `LabUp` and `LabDown` do.</summary>
public sealed class LabTargets(string checkout, IReporter reporter)
{
    private readonly LocalLab lab = new(checkout, line => reporter.Line("lab", LineStatus.Info, line));

    public async Task UpAsync(CancellationToken ct)
    {
        var host = await lab.UpAsync(LocalLab.DefaultHost, new(), ct).ConfigureAwait(false);
        reporter.Line("lab", LineStatus.Ok, $"{host.Name} is up: {host.User}@{host.Address}, host key {host.HostKey}");
        reporter.Line("lab", LineStatus.Info, $"next: {Commands.DeployUnit}   (log in: tests/lab/lab.sh ssh {host.Name}; remove: {Commands.LabDown})");
    }

    /// <summary>Removes the lab of this checkout; with <paramref name="all"/> the image cache too.</summary>
    public async Task DownAsync(bool all, CancellationToken ct)
    {
        await (all ? lab.DownWithCacheAsync(ct) : lab.DownAsync(null, ct)).ConfigureAwait(false);
        reporter.Line("lab", LineStatus.Ok, all ? "nothing of this lab is left; its images are gone too unless another lab of this machine uses them" : "nothing of the lab is left but its cached images (LabDown --all removes them)");
    }
}
