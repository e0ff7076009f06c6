using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Harness;

/// <summary>A lab host with a confirmed first release of a tiny stack, whose source has changed since: the next deployment is due.</summary>
public sealed class DeployedHost : IAsyncDisposable
{
    private DeployedHost(TestHost host, TinyStack stack)
    {
        Host = host;
        Stack = stack;
        Operator = new(host, stack);
        Probe = new(host, stack);
    }

    public TestHost Host { get; }

    public TinyStack Stack { get; }

    public Deployer Operator { get; }

    public HostProbe Probe { get; }

    /// <summary>The id of the first release.</summary>
    public string First { get; private set; } = "";

    public static async Task<DeployedHost> MakeAsync(LabFixture fixture, string app, Action<TinyStack>? arrange = null, LabSuite suite = LabSuite.Trixie)
    {
        var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny, Suite = suite });
        DeployedHost made = new(host, new(app));
        try
        {
            arrange?.Invoke(made.Stack);
            made.Stack.Save();
            await made.Operator.DeployAsync();
            made.First = await made.Probe.CurrentAsync();
            made.Stack.SetPage("page 2");
            made.Stack.SetBuiltPage("built 2");
            return made;
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }

    /// <summary>Switches to the changed stack and leaves it so: nobody will confirm it. Returns its id.</summary>
    public async Task<string> SwitchAsync()
    {
        (await Operator.RunAsync("UploadUnit")).Ended(0);
        (await Operator.RunAsync("ReloadDaemon")).Ended(0);
        return await Probe.CurrentAsync();
    }

    /// <summary>The host's own timer goes off now instead of when its time has come.</summary>
    public Task FireTimerAsync() => Probe.OutputOfAsync($"systemctl start {Stack.App}-revert.service");

    public Task UntilNothingIsPendingAsync(TimeSpan limit) => Probe.UntilAsync($"[ ! -e {Probe.PendingFile} ]", limit);

    /// <summary>The first release runs and serves, whole, as if nobody had tried another one.</summary>
    public async Task FirstReleaseRunsAsync()
    {
        Assert.Equal(First, await Probe.CurrentAsync());
        await Probe.UntilAllRunAsync(TimeSpan.FromMinutes(3));
        await Probe.UntilAsync($"[ $(systemctl is-active {Stack.UnitName}) = active ]", TimeSpan.FromMinutes(3));
        Assert.Equal("page 1", await Probe.ServedAsync("db"));
        Assert.Equal("built 1", await Probe.ServedAsync("web"));
        Assert.Equal("enabled", await Probe.EnabledAsync(Stack.UnitName));
        await Probe.NothingIsPendingAsync();
    }

    /// <summary>The first release is the current one, and nothing is pending.</summary>
    public async Task FirstReleaseIsCurrentAsync()
    {
        Assert.Equal(First, await Probe.CurrentAsync());
        await Probe.NothingIsPendingAsync();
    }

    /// <summary>The changed stack runs and serves, whole and confirmed.</summary>
    public async Task SecondReleaseRunsAsync(string page = "page 2")
    {
        Assert.NotEqual(First, await Probe.CurrentAsync());
        Assert.All((await Probe.ContainersAsync()).Values, container => Assert.True(container.IsRunning));
        Assert.Equal(page, await Probe.ServedAsync("db"));
        Assert.Equal("built 2", await Probe.ServedAsync("web"));
        await Probe.NothingIsPendingAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Operator.Dispose();
        Stack.Dispose();
        await Host.DisposeAsync();
    }
}
