using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.StartFirst;

/// <summary>A deployed stack whose service <c>web</c> is replaced start-first, and somebody who asks for it all the time.</summary>
internal sealed class FirstHost(DeployedHost deployed) : IAsyncDisposable
{
    // Whoever gets no answer from one of the addresses of a name asks the next one, as a proxy does.
    private const string Ask =
        "while :; do said=FAILED; for a in $(nslookup web 127.0.0.11 2>/dev/null | sed -n 's/^Address: *//p' | grep -v 127.0.0.11); do "
        + "page=$(wget -T 1 -q -O - http://$a/ 2>/dev/null) && { said=$page; break; }; done; echo $said; usleep 50000; done";

    public DeployedHost Deployed => deployed;

    public HostProbe Probe => deployed.Probe;

    public static async Task<FirstHost> MakeAsync(LabFixture fixture, string app) => new(await DeployedHost.MakeAsync(fixture, app, stack =>
    {
        stack.Web.HasContainerName = false;
        stack.Web.DependsOnHealthy = null;
        stack.Web.HealthRetries = 2;
        stack.Web.Extra.Add("x-coinpilot: { update: start-first }");
        stack.Other.Extra.Add("depends_on: [ web ]");
    }));

    /// <summary>From now on, ever 50 ms.</summary>
    public async Task BeginToAskAsync()
    {
        await Probe.OutputOfAsync($"docker rm -f asker 2>/dev/null; docker run -d --name asker --network {deployed.Stack.App}_default lab/tiny:1 sh -c {Hosts.ShellWord.Quote(Ask)}");
        await Probe.UntilAsync("docker logs asker | grep -q built", TimeSpan.FromSeconds(20));
    }

    /// <summary>Every answer, each once where the same one follows.</summary>
    public async Task<string[]> AnsweredAsync() => (await Probe.OutputOfAsync("docker logs asker | uniq")).Split('\n');

    /// <summary>Id and image of the one container that the service has, running or not.</summary>
    public async Task<string> OnlyAsync(string service = "web")
    {
        var found = await Probe.OutputOfAsync(
            $"docker ps -a --no-trunc --filter label=com.docker.compose.project={deployed.Stack.App} --filter label=com.docker.compose.service={service} --format '{{{{.ID}}}} {{{{.State}}}}'");
        var (id, state) = Assert.Single(found.Split('\n')).Split(' ') is [var first, var second] ? (first, second) : ("", "");
        Assert.Equal("running", state);
        return id;
    }

    public Task UntilTwoRunAsync() => Probe.UntilAsync(
        $"[ $(docker ps -q --filter label=com.docker.compose.project={deployed.Stack.App} --filter label=com.docker.compose.service=web | wc -l) = 2 ]", TimeSpan.FromMinutes(2));

    /// <summary>The next release's container takes so long until it serves.</summary>
    public void ServeLate(int seconds)
    {
        deployed.Stack.Web.Shell = $"trap 'exit 0' TERM; sleep {seconds} & wait; {TinyStack.Serve}";
        deployed.Stack.Web.HealthRetries = 100;
        deployed.Stack.Save();
    }

    public ValueTask DisposeAsync() => deployed.DisposeAsync();
}
