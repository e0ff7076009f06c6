using CoinPilot.Protocol;

namespace CoinPilot.Runs;

/// <summary>The host's half, as the client asks it: the contract of <c>CoinPilot.Protocol</c> over one connection.</summary>
public interface IHostAgent : IAsyncDisposable
{
    /// <summary>user@host:port, for messages.</summary>
    string Description { get; }

    /// <summary>The same, with how the host proved who it is.</summary>
    string Contact => $"{Description}, host key as pinned";

    /// <summary>Brings the host's half there, so that the next request is answered after one round trip.</summary>
    /// <param name="timeout">Until then it must run.</param>
    Task PrepareAsync(TimeSpan timeout, CancellationToken ct);

    /// <summary>
    /// The reply to a request, after those that were asked before. Throws <see cref="DeploymentException"/> when the
    /// host's half could not be started, <see cref="Ssh.ContactLostException"/> when no reply came.
    /// </summary>
    /// <param name="ct">Gives up: also what was asked after it on this connection.</param>
    Task<Reply<TAnswer>> AskAsync<TAnswer>(AgentRequest<TAnswer> request, AskOptions options, CancellationToken ct)
        where TAnswer : class;
}
