using CoinPilot.Hosts;
using CoinPilot.Transport;
using Xunit;

namespace CoinPilot.Lab;

/// <summary>A lab host that one test has for itself, gone when the test is over.</summary>
public sealed class TestHost(LocalLab lab, LabHost host) : IAsyncDisposable
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public LabHost Lab { get; } = host;

    public string Name => Lab.Name;

    /// <summary>A login by the product's own client, as deploy (sudo), plain (no sudo) or root.</summary>
    public Task<HostSession> ConnectAsync(string? user = null) => new SshConnector().ConnectAsync(Lab.ToTarget(user), Token);

    /// <summary>Runs shell text over a connection of its own.</summary>
    public async Task<CommandResult> RunAsync(string shell, string? user = null)
    {
        await using var session = await ConnectAsync(user);
        return await session.RunAsync(shell, CommandInput.None, null, TimeSpan.FromMinutes(10), Token);
    }

    /// <summary>What the command printed, trimmed; fails the test unless it succeeds.</summary>
    public async Task<string> OutputOfAsync(string shell, string? user = null)
    {
        var result = await RunAsync(shell, user);
        Assert.True(result.Succeeded, $"{Name}: {shell}\nexit {result.ExitCode}\n{result.Output}{result.Error}");
        return result.Output.Trim();
    }

    public Task CutPowerAsync() => lab.CutPowerAsync(Name, Token);

    /// <summary>Boots it again after a power cut.</summary>
    public Task BootAsync() => lab.UpAsync(Name, new(), Token);

    public Task RebootAsync() => lab.RebootAsync(Name, Token);

    public Task SetRegistryAsync(RegistryMode mode) => lab.SetRegistryAsync(Name, mode, Token);

    public async ValueTask DisposeAsync() => await lab.DownAsync(Name, CancellationToken.None);
}
