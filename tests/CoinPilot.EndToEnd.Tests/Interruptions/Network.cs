using CliWrap;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Interruptions;

/// <summary>The cable between this machine and one lab host; pulled from this side, so that the host's own end stays as it is.</summary>
public static class Network
{
    public static Task PullAsync(LabHost host) => SetAsync(host, "down");

    public static Task PlugInAsync(LabHost host) => SetAsync(host, "up");

    // The lab names it after itself and the host's number, which its address ends with.
    private static Task SetAsync(LabHost host, string state)
    {
        var lab = new DirectoryInfo(host.Folder).Parent!.Parent!.Name;
        var number = host.Address[(host.Address.LastIndexOf('.') + 1)..];
        return Cli.Wrap("ip").WithArguments(["link", "set", $"cp{lab}v{number}", state]).ExecuteAsync(TestContext.Current.CancellationToken);
    }
}
