using System.Net.Sockets;
using Renci.SshNet.Common;
using Renci.SshNet.Messages.Transport;

namespace CoinPilot.Transport;

/// <summary>Says what went wrong on the way to a host: what, where, what to do next.</summary>
internal static class SshFailure
{
    public static Exception Explain(Exception e, SshTarget target, LoginKey key, CancellationToken ct) => e switch
    {
        OperationCanceledException when ct.IsCancellationRequested => e,
        DeploymentException => e,
        SshAuthenticationException => Login(target, key, e),
        TimeoutException or SshOperationTimeoutException or OperationCanceledException or SocketException { SocketErrorCode: SocketError.TimedOut } => Unreachable(
            target, $"no answer within {target.ConnectTimeout.TotalSeconds:0} s", "a firewall or security list may drop the packets, or the host is down", e),
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => Unreachable(
            target, "connection refused", "is sshd running there, and on this port (--ssh-port)?", e),
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => Unreachable(
            target, "the name can't be resolved", "check --ssh-host and this machine's DNS", e),
        SocketException { SocketErrorCode: SocketError.NetworkUnreachable or SocketError.HostUnreachable } => Unreachable(
            target, "no route to the host", "check this machine's network and --ssh-host", e),
        SshConnectionException { DisconnectReason: DisconnectReason.KeyExchangeFailed } => Unreachable(
            target, $"its SSH server and this client have no algorithm in common that is still safe ({e.Message.TrimEnd('.')})",
            "update OpenSSH there, or allow current algorithms in its sshd_config (KexAlgorithms, Ciphers, MACs, HostKeyAlgorithms)", e),
        SshConnectionException or SocketException => Unreachable(
            target, e.Message.TrimEnd('.'), "sshd may refuse more connections for now (MaxStartups, PerSourcePenalties), or this is not an SSH server; its log (journalctl -u ssh) says why", e),
        SshException => Unreachable(target, e.Message.TrimEnd('.'), "the host's log (journalctl -u ssh) may say why", e),
        _ => e,
    };

    private static DeploymentException Login(SshTarget target, LoginKey key, Exception e) => new(
        $"""
        {target.Address} refused the login ({e.Message.TrimEnd('.')}).
          tried: user {target.User}, key {key.Path} ({key.Fingerprint})
        Let the key in with: ssh-copy-id -i {key.Path}.pub -p {target.Port} {target.User}@{target.Host}
        or name another user (--ssh-user) or key (--ssh-key).
        """,
        FailureKind.Login,
        e);

    private static DeploymentException Unreachable(SshTarget target, string what, string next, Exception e) =>
        new($"{target.Address} can't be reached over SSH: {what}. Next: {next}.", FailureKind.Failed, e);
}
