using System.Net.Sockets;
using CoinPilot.Health;

namespace CoinPilot.Agent.Probing;

/// <summary>By sockets of our own, by the host's curl(1) where TLS is asked for, and by a program of the host (D101).</summary>
public sealed class Prober : IProber
{
    public Task<ProbeOutcome> AskAsync(ServiceProbe probe, string folder, CancellationToken ct) => probe switch
    {
        { Http: { } address } => ProbeAddress.OfHttp(address) is not { } http ? NoAddress
            : http.IsTls ? TlsProbe.AskAsync(address, probe, ct)
            : ReachedAsync(HttpProbe.AskAsync(http, probe.Status, ct)),
        { Tcp: { } address } => ProbeAddress.OfTcp(address) is not { } tcp ? NoAddress : ReachedAsync(ConnectAsync(tcp, ct)),
        { Command: { IsDefaultOrEmpty: false } words } => CommandProbe.RunAsync(words, folder, ct),
        _ => Task.FromResult(new ProbeOutcome("is of a kind that the agent on this host does not know")),
    };

    private static Task<ProbeOutcome> NoAddress => Task.FromResult(new ProbeOutcome("is no address to ask, with the values of this host's .env"));

    private static async Task<ProbeOutcome> ConnectAsync(ProbeAddress address, CancellationToken ct)
    {
        using var socket = await HttpProbe.ConnectAsync(address, ct).ConfigureAwait(false);
        return ProbeOutcome.Passed;
    }

    private static async Task<ProbeOutcome> ReachedAsync(Task<ProbeOutcome> question)
    {
        try
        {
            return await question.ConfigureAwait(false);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return new("refused the connection");
        }
        catch (SocketException error)
        {
            return new($"was not reached: {error.Message}");
        }
        catch (IOException error)
        {
            return new($"broke the connection: {(error.InnerException ?? error).Message}");
        }
    }
}
