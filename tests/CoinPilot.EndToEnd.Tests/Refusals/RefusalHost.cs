using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Refusals;

/// <summary>One host for a class of refusals: since each leaves it as it was, the next one finds it so.</summary>
public sealed class RefusalHost(LabFixture fixture) : IAsyncLifetime
{
    private const string Snapshot =
        "for d in /etc /var/lib/coinpilot; do [ ! -e $d ] || { find $d -printf '%y %m %U:%G %p %l\\n'; find $d -type f -exec sha256sum {} +; }; done | LC_ALL=C sort";

    private TestHost? _host;

    public TestHost Host => _host!;

    public TinyStack Stack { get; } = new("refused");

    public Deployer Operator { get; private set; } = null!;

    public HostProbe Probe { get; private set; } = null!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Made by the first test that asks, so that it is the test that is skipped where there is no lab.</summary>
    public async Task ReadyAsync()
    {
        if (_host is null)
        {
            _host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
            Operator = new(_host, Stack);
            Probe = new(_host, Stack);
        }
    }

    /// <summary>Runs DeployUnit; the host must then be byte for byte what it was.</summary>
    public async Task<RunOutcome> RefusedAsync(params string[] arguments)
    {
        var before = await Probe.OutputOfAsync(Snapshot);
        var outcome = await Operator.RunAsync("DeployUnit", arguments);
        Assert.Equal(before, await Probe.OutputOfAsync(Snapshot));
        return outcome;
    }

    public async ValueTask DisposeAsync()
    {
        Operator?.Dispose();
        Stack.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }
}
