using System.Collections.Immutable;
using System.Globalization;

namespace CoinPilot.Transport;

/// <summary>Where to connect, as whom, with which key, and how the host proves itself.</summary>
public sealed record SshTarget
{
    public required string Host { get; init; }

    public int Port { get; init; } = 22;

    public required string User { get; init; }

    /// <summary>The private key's path; see <see cref="SshDefaults.ExpandHome"/>.</summary>
    public string KeyFile { get; init; } = SshDefaults.KeyFile;

    public string? KeyPassphrase { get; init; }

    /// <summary>The path of a known_hosts file, or <c>SHA256:…</c> (several separated by commas).</summary>
    public string HostKeyPin { get; init; } = SshDefaults.KnownHosts;

    /// <summary>The bound of the whole way from the first packet to the login.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the connection may be silent before the host is asked for a sign of life.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>host:port, with brackets around an IPv6 address.</summary>
    public string Address => string.Create(
        CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");

    /// <summary>user@host:port; never the passphrase.</summary>
    public override string ToString() => $"{User}@{Address}";

    public ImmutableArray<Diagnostic> Validate()
    {
        var findings = ImmutableArray.CreateBuilder<Diagnostic>();
        if (string.IsNullOrWhiteSpace(Host) || Host.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '@' or '/'))
        {
            findings.Add(new("ssh-host", Severity.Error, $"'{Host}' is not a host name or address.", Fix: "--ssh-host NAME, with the user in --ssh-user and the port in --ssh-port"));
        }

        if (Port is < 1 or > 65535)
        {
            findings.Add(new("ssh-port", Severity.Error, $"{Port} is not a port.", Fix: "--ssh-port 1 to 65535"));
        }

        if (string.IsNullOrWhiteSpace(User) || User.Any(char.IsControl))
        {
            findings.Add(new("ssh-user", Severity.Error, $"No user to log in as at {Host}.", Fix: "--ssh-user NAME"));
        }

        if (ConnectTimeout <= TimeSpan.Zero || KeepAlive <= TimeSpan.Zero)
        {
            findings.Add(new("ssh-timeout", Severity.Error, "The connection's time-outs must be longer than zero.", Fix: "10s, 1m"));
        }

        return findings.ToImmutable();
    }
}
