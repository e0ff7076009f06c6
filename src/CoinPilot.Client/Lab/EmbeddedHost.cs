namespace CoinPilot.Lab;

/// <summary>The host of a run that names none: a lab host of this machine, said so in the first lines.</summary>
public sealed class EmbeddedHost(LocalLab lab, Action<string> say)
{
    private static readonly string RealHost = $"{Commands.DeployUnit} --ssh-host HOST --ssh-user USER --ssh-host-key SHA256:…";

    /// <summary>Brings the lab host up when it isn't; for the targets that deploy.</summary>
    public async Task<LabHost> BringUpAsync(CancellationToken ct)
    {
        say("no --ssh-host: deploying to the lab, a throwaway host on this machine");
        say($"for a real host: {RealHost}");
        var host = await lab.UpAsync(LocalLab.DefaultHost, new(), ct);
        say($"the lab host {host.Name}: {host.User}@{host.Address}, host key {host.HostKey}; log in with: tests/lab/lab.sh ssh {host.Name}");
        return host;
    }

    /// <summary>The lab host that runs; for the targets that look at what a deployment left.</summary>
    public async Task<LabHost> FindAsync(CancellationToken ct)
    {
        var host = await lab.FindAsync(LocalLab.DefaultHost, ct);
        if (host is not { IsUp: true })
        {
            throw new DeploymentException(
                $"No host is given, and the lab is not up. Next: {Commands.LabUp}, or --ssh-host HOST.", FailureKind.BadInput);
        }

        say($"no --ssh-host: the lab host {host.Name} ({host.Address}) on this machine");
        return host;
    }
}
