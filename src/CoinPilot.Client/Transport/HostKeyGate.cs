using Renci.SshNet.Common;

namespace CoinPilot.Transport;

/// <summary>Answers SSH.NET's question whether a host key is trusted: no, unless the pin says so.</summary>
internal sealed class HostKeyGate(SshTarget target, HostKeyPin pin)
{
    private bool _asked;

    public HostKey? Seen { get; private set; }

    /// <summary>The verdict that ended the connection.</summary>
    public HostKeyVerdict? Refused { get; private set; }

    // Called again at every rekeying; CanTrust is true before the handler runs, also when nobody listens.
    public void OnHostKey(object? sender, HostKeyEventArgs e)
    {
        e.CanTrust = false;
        _asked = true;
        if (!HostKey.TryRead(e.HostKey, out var key))
        {
            return;
        }

        Seen = key;
        var verdict = pin.Judge(target.Host, target.Port, key!);
        Refused = verdict is HostKeyVerdict.Trusted ? null : verdict;
        e.CanTrust = verdict is HostKeyVerdict.Trusted;
    }

    /// <summary>A connection on which nobody asked was never checked.</summary>
    public void EnsureTrusted()
    {
        if (!_asked || Seen is null || Refused is not null)
        {
            throw new DeploymentException(
                $"{target} logged in without its host key being checked, so the connection was closed. This is a fault of the SSH library: report it.",
                FailureKind.HostKey);
        }
    }
}
