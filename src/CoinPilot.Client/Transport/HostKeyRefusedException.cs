using System.Collections.Immutable;

namespace CoinPilot.Transport;

/// <summary>A connection given up before any login, because the host's key is not the one that is pinned.</summary>
public sealed class HostKeyRefusedException : DeploymentException
{
    private HostKeyRefusedException(string message, Exception? inner)
        : base(message, FailureKind.HostKey, inner)
    {
    }

    /// <summary>Every key that the host showed, its first choice first.</summary>
    public ImmutableArray<HostKey> Seen { get; private init; }

    public static HostKeyRefusedException For(SshTarget target, HostKeyVerdict verdict, ImmutableArray<HostKey> seen, Exception? inner = null) =>
        new(string.Join('\n', Lines(target, verdict, seen)), inner) { Seen = seen };

    private static IEnumerable<string> Lines(SshTarget target, HostKeyVerdict verdict, ImmutableArray<HostKey> seen)
    {
        yield return $"The host key of {target.Address} was refused, before any login: {Reason(verdict)}.";
        foreach (var key in seen)
        {
            yield return $"  seen:     {key}";
        }

        if (verdict is HostKeyVerdict.Mismatch(var expected))
        {
            foreach (var line in expected)
            {
                yield return $"  expected: {line}";
            }

            yield return "Somebody may be between you and the host (an attack), or the host was installed again. Don't go on before you know which.";
        }

        if (verdict is HostKeyVerdict.Revoked)
        {
            yield return "Give the host a new key (ssh-keygen -A after removing the old one), or take the @revoked line away if it is wrong.";
            yield break;
        }

        var shown = seen[0];
        yield return $"Compare with what the host itself says, on its console: ssh-keygen -lf /etc/ssh/{FileOf(shown)}";
        yield return "If it is the same, pin it by either of";
        yield return $"  --ssh-host-key {shown.Fingerprint}";
        yield return $"  the line '{KnownHosts.NameOf(target.Host, target.Port)} {shown.Type} {shown.Base64}' in {FileToEdit(target)}{(verdict is HostKeyVerdict.Mismatch && !IsFingerprint(target) ? ", in place of the old one" : "")}";
    }

    private static string Reason(HostKeyVerdict verdict) => verdict switch
    {
        HostKeyVerdict.Unpinned(var reason) => $"it is not pinned ({reason})",
        HostKeyVerdict.Mismatch => "it is not the pinned one",
        HostKeyVerdict.Revoked(var where) => $"it is marked @revoked in {where}",
        HostKeyVerdict.AuthorityOnly(var where) => $"only a certificate authority is pinned ({where}), and host certificates are not supported",
        _ => "it could not be judged",
    };

    private static string FileOf(HostKey key) => key.Type switch
    {
        "ssh-rsa" => "ssh_host_rsa_key.pub",
        "ssh-ed25519" => "ssh_host_ed25519_key.pub",
        _ => "ssh_host_ecdsa_key.pub",
    };

    private static string FileToEdit(SshTarget target) =>
        IsFingerprint(target) || string.IsNullOrWhiteSpace(target.HostKeyPin)
            ? SshDefaults.KnownHosts
            : SshDefaults.ExpandHome(target.HostKeyPin.Trim());

    private static bool IsFingerprint(SshTarget target) => target.HostKeyPin.Contains("SHA256:", StringComparison.OrdinalIgnoreCase);
}
