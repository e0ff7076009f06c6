using System.Globalization;
using CoinPilot.Hosts;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Harness;

/// <summary>Looks at a host from the outside of the product, as root over ssh: what runs, what is served, what lies there.</summary>
public sealed class HostProbe(TestHost host, TinyStack stack)
{
    private const string Format = "{{index .Config.Labels \"com.docker.compose.service\"}} {{.Id}} {{.State.StartedAt}} {{.State.Status}} {{.Image}}";

    public string Base => $"/var/lib/coinpilot/{stack.App}";

    public string UnitFile => $"/etc/systemd/system/{stack.UnitName}";

    public string HoldFile => $"{UnitFile}.d/50-hold.conf";

    public string TransactionFile => $"/run/systemd/system/{stack.UnitName}.d/60-transaction.conf";

    public string PendingFile => $"{Base}/pending";

    /// <summary>What the command printed, trimmed; fails the test unless it succeeds.</summary>
    /// <remarks>A confirmation is said before it is wholly done; what looks through the product waits for that, and so does this.</remarks>
    public Task<string> OutputOfAsync(string shell) =>
        host.OutputOfAsync($"for i in $(seq 100); do [ -e /run/coinpilot-{stack.App}.settling ] || break; sleep 0.1; done; {shell}", "root");

    /// <summary>Stops Docker with a service's container as a power cut in the middle of its removal leaves it on the disk: never to be started again.</summary>
    public Task LeaveDeadAsync(string service) => OutputOfAsync(
        $"f=/var/lib/docker/containers/$(docker ps -q --no-trunc --filter name={stack.App}-{service})/config.v2.json; systemctl stop -q docker.socket docker.service; "
        + "sed -i 's/\"Dead\":false/\"Dead\":true/' $f; grep -q '\"Dead\":true' $f; sync");

    /// <summary>Puts a second container beside a service's, as a power cut in the middle of its recreation leaves it: made, and not yet named.</summary>
    public Task LeaveTwinAsync(string service) => OutputOfAsync(
        $"old={stack.App}-{service}; docker create -q --name $(docker inspect -f '{{{{slice .Id 0 12}}}}' $old)_$old --network {stack.App}_default --network-alias {service} "
        + "$(docker inspect -f '{{range $key, $value := .Config.Labels}}--label {{$key}}={{$value}} {{end}}' $old) $(docker inspect -f '{{.Image}}' $old) sh -c " + ShellWord.Quote(TinyStack.Serve));

    /// <summary>The containers of the app, running or not, by service.</summary>
    public async Task<IReadOnlyDictionary<string, SeenContainer>> ContainersAsync()
    {
        var lines = await OutputOfAsync(
            $"ids=$(docker ps -aq --no-trunc --filter label=com.docker.compose.project={stack.App} --filter label=com.docker.compose.config-hash); [ -z \"$ids\" ] || docker inspect -f {ShellWord.Quote(Format)} $ids");
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .ToDictionary(words => words[0], words => new SeenContainer(words[1], words[2], words[3], words[4]));
    }

    /// <summary>What a service's container answers over HTTP; empty when nothing does.</summary>
    public Task<string> ServedAsync(string service) => OutputOfAsync(
        $"curl -s -m 5 http://$(docker inspect -f '{{{{range .NetworkSettings.Networks}}}}{{{{.IPAddress}}}}{{{{end}}}}' {stack.App}-{service})/ || :");

    /// <summary>A property of the unit as systemd has it.</summary>
    public Task<string> UnitAsync(string property) => OutputOfAsync($"systemctl show -P {property} {stack.UnitName}");

    /// <summary>enabled, disabled, … ; not-found when there is no such unit.</summary>
    public Task<string> EnabledAsync(string unit) => OutputOfAsync($"systemctl is-enabled {unit} 2>/dev/null || :");

    /// <summary>The content of a file, or null.</summary>
    public async Task<string?> FileAsync(string path)
    {
        var text = await OutputOfAsync($"[ ! -e {path} ] || {{ echo found; cat {path}; }}");
        return text.StartsWith("found", StringComparison.Ordinal) ? text["found".Length..].TrimStart('\n') : null;
    }

    /// <summary>The release that the installed unit names.</summary>
    public Task<string> CurrentAsync() => OutputOfAsync($"sed -n 's/^X-CoinPilot-Release=//p' {UnitFile}");

    /// <summary>Waits until the shell text succeeds; the host itself asks again and again. Returns how long it took.</summary>
    public async Task<TimeSpan> UntilAsync(string shell, TimeSpan limit)
    {
        var seconds = limit.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        var output = await OutputOfAsync(
            $"begun=$(date +%s%3N); until {{ {shell}; }} >/dev/null 2>&1; do [ $(date +%s%3N) -lt $((begun + {seconds}000)) ] || {{ echo late; break; }}; sleep 0.2; done; echo $(($(date +%s%3N) - begun))");
        TestContext.Current.TestOutputHelper?.WriteLine($"--- {output} ms until {shell}");
        Assert.False(output.StartsWith("late", StringComparison.Ordinal), $"not after {seconds} s: {shell}\n{await StateAsync()}");
        return TimeSpan.FromMilliseconds(double.Parse(output, CultureInfo.InvariantCulture));
    }

    /// <summary>Waits until every service's container runs.</summary>
    public Task<TimeSpan> UntilAllRunAsync(TimeSpan limit) => UntilAsync(
        $"[ $(docker ps -q --filter label=com.docker.compose.project={stack.App} --filter label=com.docker.compose.config-hash --filter status=running | wc -l) = {stack.Services.Count} ]", limit);

    /// <summary>No switch is pending and nothing of one is left: neither its file, its drop-in nor its timer.</summary>
    public async Task NothingIsPendingAsync()
    {
        Assert.Null(await FileAsync(PendingFile));
        Assert.Null(await FileAsync(TransactionFile));
        Assert.Equal("inactive", await OutputOfAsync($"systemctl is-active {stack.App}-revert.timer || :"));
        Assert.Equal("no", await UnitAsync("NeedDaemonReload"));
    }

    /// <summary>For the message of a test that fails.</summary>
    public Task<string> StateAsync() => OutputOfAsync(
        $"docker ps -a; systemctl status --no-pager -n 30 {stack.UnitName}; tail -n 20 {Base}/journal.jsonl; :");
}

/// <summary>A container as the host's Docker shows it.</summary>
public sealed record SeenContainer(string Id, string StartedAt, string Status, string Image)
{
    public bool IsRunning => Status == "running";
}
