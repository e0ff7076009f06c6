using System.Globalization;
using System.Net;
using CoinPilot.Harness;
using CoinPilot.Lab;
using CoinPilot.Transport;
using Xunit;

namespace CoinPilot.Benchmarks;

/// <summary>What a guarded deployment costs beside the bare work, and beside Ansible.</summary>
public sealed class OverheadBenchmark(LabFixture fixture)
{
    private static readonly (int Delay, int Runs)[] Lines = [(0, 5), (50, 3), (200, 3)];

    [Fact(Explicit = true)]
    public async Task A_deployment_beside_the_bare_work_and_beside_Ansible()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using ChangingStack own = new("bench");
        using ChangingStack others = new("bare");
        using Deployer deployer = new(host, own.Stack, withBuildScript: true);
        using OtherTools tools = new(host.Lab);
        BenchTable table = new("1-overhead", "A changed deployment", "added round trip", "`DeployUnit` less its gate", "one OpenSSH command", "Ansible", "Ansible, tuned", "the gate, not counted");
        await WarmUpAsync();
        await CompiledClient.WaitAsync();

        foreach (var (delay, runs) in Lines)
        {
            await using DelayProxy proxy = new(new IPEndPoint(IPAddress.Parse(host.Lab.Address), host.Lab.Port), TimeSpan.FromMilliseconds(delay));
            var (address, port) = delay == 0 ? (host.Lab.Address, host.Lab.Port) : ("127.0.0.1", proxy.Port);
            List<double> ours = [], bare = [], ansible = [], tuned = [], gates = [];
            for (var run = 0; run < runs; run++)
            {
                own.Change();
                await RestAsync();
                var timed = await TimedDeployment.RunAsync(deployer, "--ssh-host", address, "--ssh-port", $"{port}");
                ours.Add(timed.BeyondTheGate);
                gates.Add(timed.Gate);
                await ChangeAsync(others);
                bare.Add(await tools.BareAsync(port));
                if (OtherTools.HasAnsible)
                {
                    await ChangeAsync(others);
                    ansible.Add(await tools.AnsibleAsync(port, isTuned: false));
                    await ChangeAsync(others);
                    tuned.Add(await tools.AnsibleAsync(port, isTuned: true));
                }
            }

            table.Row($"{delay} ms", Samples.Seconds(ours), Samples.Seconds(bare), Of(ansible), Of(tuned), Samples.Seconds(gates));
            Judge(delay, Samples.Median(ours), Samples.Median(bare), ansible);
        }

        table.Note("Two services, one of which has changed; nothing to pull or build. Medians (least–most) of five runs without delay, three with; whole processes from start to end (ours from build.sh on), two seconds of rest before each; without delay straight to the host, with it all through the same relay. "
            + "The delay is that of a whole round trip; TCP's own handshake ends at the relay and is in none of them.");
        table.Note($"Ansible: copy, copy, systemd daemon_reload, command `docker compose up`, command `ps`, over one kept connection; as it is installed, and tuned: no facts, pipelining. The bars are about the first: a third of the second, without delay, would be less than the half second over OpenSSH that the other bar grants{(OtherTools.HasAnsible ? "" : $". It is not installed here: {OtherTools.InstallAnsible}")}.");
        table.Save();

        async Task WarmUpAsync()
        {
            await deployer.DeployAsync("--lint", "off", "--stable-for", "1s");
            tools.Take(others.Stack.ComposeFile);
            await tools.BareAsync(host.Lab.Port);
            if (OtherTools.HasAnsible)
            {
                await tools.GiveHostPythonAsync();
                await tools.AnsibleAsync(host.Lab.Port, isTuned: false);
            }
        }

        static string Of(List<double> seconds) => seconds.Count == 0 ? "not installed" : Samples.Seconds(seconds);

        Task ChangeAsync(ChangingStack stack)
        {
            stack.Change();
            tools.Take(stack.Stack.ComposeFile);
            return RestAsync();
        }

        // What the one before left running on the host (sessions that end, our own tidying up) must not count for the next.
        static Task RestAsync() => Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);

        void Judge(int delay, double ours, double bare, List<double> ansible)
        {
            if (delay == 0)
            {
                table.Bar("seconds over one OpenSSH command without delay", ours - bare, 0.4, " s");
            }

            if (ansible.Count > 0)
            {
                table.Bar(string.Create(CultureInfo.InvariantCulture, $"share of Ansible's time at {delay} ms"), ours / Samples.Median(ansible), delay >= 200 ? 0.1 : 1.0 / 3);
            }
        }
    }
}
