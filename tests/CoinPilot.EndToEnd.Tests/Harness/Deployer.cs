using CoinPilot.Lab;

namespace CoinPilot.Harness;

/// <summary>An operator who deploys one stack to one lab host by the real command line.</summary>
/// <param name="withBuildScript">By build.sh of this checkout, as users do, and what it makes for this machine.</param>
public sealed class Deployer(TestHost host, TinyStack stack, bool withBuildScript = false) : IDisposable
{
    private readonly OperatorMachine machine = new(withBuildScript);

    /// <summary>What is added to every command, after the target and before the test's own arguments.</summary>
    public IReadOnlyList<string> Defaults { get; init; } =
    [
        "--app", stack.App,
        "--compose-files", stack.ComposeFile,
        "--stable-for", "2s",
        "--ssh-host", host.Lab.Address,
        "--ssh-port", $"{host.Lab.Port}",
        "--ssh-user", host.Lab.User,
        "--ssh-key", host.Lab.KeyFile,
        "--ssh-host-key", host.Lab.HostKey,
    ];

    /// <summary>The operator's checkout, with what a run left in it.</summary>
    public string Root => machine.Root;

    /// <summary>Starts a target and leaves it running; an argument that is also a default takes its place.</summary>
    public CoinPilotRun Start(string target, params string[] arguments) => new(machine.Command([target, .. Without(arguments), .. arguments]), target);

    /// <summary>Runs a target to its end.</summary>
    public async Task<RunOutcome> RunAsync(string target, params string[] arguments)
    {
        await using var run = Start(target, arguments);
        return await run.EndAsync();
    }

    /// <summary>A deployment that must succeed; the test fails with its whole output when it doesn't.</summary>
    public async Task<RunOutcome> DeployAsync(params string[] arguments) => (await RunAsync("DeployUnit", arguments)).Ended(0);

    public void Dispose() => machine.Dispose();

    private IEnumerable<string> Without(string[] arguments)
    {
        for (var i = 0; i + 1 < Defaults.Count; i += 2)
        {
            if (!arguments.Contains(Defaults[i]))
            {
                yield return Defaults[i];
                yield return Defaults[i + 1];
            }
        }
    }
}
