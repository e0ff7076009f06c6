using System.Globalization;
using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Benchmarks;

/// <summary>How long a stack is down after a reboot, by the unit that brings it back and by what the registry does.</summary>
public sealed class RecoveryBenchmark(LabFixture fixture)
{
    private static readonly RegistryMode[] Modes = [RegistryMode.Up, RegistryMode.Refuse, RegistryMode.BlackHole];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Fact(Explicit = true)]
    public async Task After_a_reboot()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("bench");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        // As in the incident: what is built here has a name that a pull asks a registry for.
        stack.Web.Image = "bench-web:latest";
        stack.Save();
        BenchTable table = new("4-recovery", "From `reboot` until every service runs", "unit", "registry up", "registry refuses", "registry is a black hole");

        await deployer.DeployAsync("--lint", "off", "--start-policy", "classic");
        var classic = await RebootsAsync();

        // As it was: the pull fails for the service that is built here, and with it the start.
        await probe.OutputOfAsync($"sed -i 's/^ExecStartPre=-/ExecStartPre=/; s/ --ignore-buildable//' {probe.UnitFile} && systemctl daemon-reload && grep -q '^ExecStartPre=.* pull' {probe.UnitFile}");
        var original = await RebootsAsync();

        await host.SetRegistryAsync(RegistryMode.Up);
        await deployer.DeployAsync("--lint", "off", "--start-policy", "guarded");
        var guarded = await RebootsAsync();

        table.Row(["CoinPilot's (`guarded`)", .. guarded.Select(Text)]);
        table.Row(["`classic`: `-pull --ignore-buildable`, `up -d --build`", .. classic.Select(Text)]);
        table.Row(["the original: `pull`, `up -d --build`", .. original.Select(Text)]);
        table.Note("One orderly reboot each, the shutdown included; three services, one built on the host, one that waits for another's health. *Never*: the unit failed and nothing runs; it would fail again each time it is tried.");
        table.BarAtLeast("times faster than `classic` behind a black hole", classic[^1] / guarded[^1], 5);
        table.BarAtLeast("times faster than the original behind a black hole", original[^1] / guarded[^1], 5);
        table.Save();

        async Task<List<double>> RebootsAsync()
        {
            List<double> seconds = [];
            foreach (var mode in Modes)
            {
                // What a refresh still asks of a registry that has just become a black hole can hold up the shutdown, not the boot.
                await probe.OutputOfAsync($"for i in $(seq 90); do case $(systemctl show -P SubState {stack.UnitName}) in start-pre | start) sleep 1 ;; *) break ;; esac; done");
                await host.SetRegistryAsync(mode);
                seconds.Add(await RebootAsync());
            }

            return seconds;
        }

        async Task<double> RebootAsync()
        {
            var asked = DateTimeOffset.UtcNow;
            await host.RebootAsync();
            var all = $"[ $(docker ps -q --filter label=com.docker.compose.project={stack.App} --filter status=running | wc -l) = {stack.Services.Count} ]";
            await probe.UntilAsync($"{all} || systemctl is-failed {stack.UnitName} || [ $(systemctl show -P NRestarts {stack.UnitName}) -ge 1 ]", Patience);
            var containers = (await probe.ContainersAsync()).Values;

            // The host's clock is this machine's.
            return containers.Count(x => x.IsRunning) < stack.Services.Count
                ? double.PositiveInfinity
                : containers.Max(x => DateTimeOffset.Parse(x.StartedAt, CultureInfo.InvariantCulture) - asked).TotalSeconds;
        }
    }

    private static string Text(double seconds) => double.IsInfinity(seconds) ? "never" : string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s");
}
