using System.Globalization;
using CoinPilot.Hosts;
using CoinPilot.Lab;

namespace CoinPilot.Plans;

/// <summary>What the host's Docker does while something else happens, written down there.</summary>
public sealed class DockerEvents
{
    private const string Format = "{{.TimeNano}} {{index .Actor.Attributes \"com.docker.compose.service\"}} {{.Action}}";

    private readonly TestHost host;
    private readonly string pid;

    private DockerEvents(TestHost host, string pid) => (this.host, this.pid) = (host, pid);

    public static async Task<DockerEvents> StartAsync(TestHost host) => new(host, await host.OutputOfAsync(
        "rm -f /run/events; setsid docker events --filter type=container --filter event=kill --filter event=die --filter event=start --filter event=health_status "
        + $"--format {ShellWord.Quote(Format)} >/run/events 2>&1 </dev/null & echo $!",
        "root"));

    /// <summary>By service: the seconds from its first stop until it last became healthy, or started where it has no healthcheck.</summary>
    public async Task<IReadOnlyDictionary<string, double>> DownAsync()
    {
        var lines = await host.OutputOfAsync($"sleep 0.3; kill {pid}; cat /run/events", "root");
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 3))
            .Select(words => (At: long.Parse(words[0], CultureInfo.InvariantCulture) / 1e9, Service: words[1], Action: words[2]))
            .GroupBy(seen => seen.Service)
            .Where(group => group.Any(seen => seen.Action is "kill" or "die"))
            .ToDictionary(group => group.Key, Down);
    }

    private static double Down(IEnumerable<(double At, string Service, string Action)> events)
    {
        var seen = events.ToArray();
        var stopped = seen.First(x => x.Action is "kill" or "die").At;
        var after = seen.Where(x => x.At > stopped).ToArray();
        var up = after.LastOrDefault(x => x.Action == "health_status: healthy");
        return (up.At > 0 ? up.At : after.LastOrDefault(x => x.Action == "start").At) - stopped;
    }
}
