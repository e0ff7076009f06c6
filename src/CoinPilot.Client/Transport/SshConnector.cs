using System.Collections.Immutable;
using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Messages.Transport;

namespace CoinPilot.Transport;

/// <summary>The only way to a host: no client is made without a pin, and none gets past the wrong key.</summary>
public sealed class SshConnector(TimeProvider time)
{
    public SshConnector()
        : this(TimeProvider.System)
    {
    }

    /// <summary>A connection that is logged in. One attempt at authentication, ever.</summary>
    /// <exception cref="InvalidInputException">The target or its key file is no good (exit 2).</exception>
    /// <exception cref="HostKeyRefusedException">The host's key is not the pinned one (exit 40).</exception>
    public async Task<HostSession> ConnectAsync(SshTarget target, CancellationToken ct)
    {
        if (target.Validate() is { IsEmpty: false } findings)
        {
            throw new InvalidInputException(findings);
        }

        var pin = HostKeyPin.Load(target.HostKeyPin);
        var key = LoginKey.Load(target.KeyFile, target.KeyPassphrase);
        var seen = ImmutableArray<HostKey>.Empty;
        try
        {
            while (true)
            {
                var gate = new HostKeyGate(target, pin);
                var client = CreateClient(target, key, gate, Order(target, pin, seen));
                var attempt = new SshAttempt(client);
                try
                {
                    await attempt.RunAsync(target.ConnectTimeout, time, ct);
                    gate.EnsureTrusted();
                    return new HostSession(client, attempt, key, target, time);
                }
                catch (Exception e) when (gate.Refused is { } verdict)
                {
                    _ = attempt.AbandonAsync();
                    seen = seen.Add(gate.Seen!);
                    if (!MayHaveAnother(pin, verdict) || Order(target, pin, seen).IsEmpty)
                    {
                        throw HostKeyRefusedException.For(target, verdict, seen, e);
                    }
                }
                catch (SshConnectionException e) when (!seen.IsEmpty && e.DisconnectReason is DisconnectReason.KeyExchangeFailed)
                {
                    _ = attempt.AbandonAsync();
                    throw HostKeyRefusedException.For(target, pin.Judge(target.Host, target.Port, seen[^1]), seen, e);
                }
                catch (Exception e)
                {
                    _ = attempt.AbandonAsync();
                    throw SshFailure.Explain(e, target, key, ct);
                }
            }
        }
        catch (Exception)
        {
            key.Dispose();
            throw;
        }
    }

    // A fingerprint doesn't say the type of its key: the host shows its others before we call it a mismatch.
    private static bool MayHaveAnother(HostKeyPin pin, HostKeyVerdict verdict) =>
        pin is HostKeyPin.Fingerprints && verdict is HostKeyVerdict.Mismatch;

    private static ImmutableArray<string> Order(SshTarget target, HostKeyPin pin, ImmutableArray<HostKey> seen)
    {
        var preferred = pin.PreferredTypes(target.Host, target.Port);
        return [.. SshAlgorithms.HostKeys.Where(a => !seen.Any(k => k.Type == TypeOf(a))).OrderBy(a => preferred.Contains(TypeOf(a)) ? 0 : 1)];
    }

    private static string TypeOf(string algorithm) => algorithm.StartsWith("rsa-", StringComparison.Ordinal) ? "ssh-rsa" : algorithm;

    private static SshClient CreateClient(SshTarget target, LoginKey key, HostKeyGate gate, ImmutableArray<string> algorithms)
    {
        var info = new ConnectionInfo(target.Host, target.Port, target.User, new PrivateKeyAuthenticationMethod(target.User, key))
        {
            Timeout = target.ConnectTimeout,
        };
        SshAlgorithms.Restrict(info, algorithms);
        var client = new SshClient(info) { KeepAliveInterval = target.KeepAlive };
        client.HostKeyReceived += gate.OnHostKey;
        return client;
    }
}
