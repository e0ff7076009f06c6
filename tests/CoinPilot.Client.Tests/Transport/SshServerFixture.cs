using Xunit;

namespace CoinPilot.Transport;

/// <summary>One server for the tests that leave it as they found it.</summary>
public sealed class SshServerFixture : IAsyncLifetime
{
    private SshServer? _server;

    public SshServer Server
    {
        get
        {
            if (SshServer.Missing is { } reason)
            {
                Assert.Skip(reason);
            }

            return _server!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (SshServer.Missing is null)
        {
            _server = await SshServer.StartAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    public Task<HostSession> ConnectAsync() => new SshConnector().ConnectAsync(Server.Target, TestContext.Current.CancellationToken);
}
