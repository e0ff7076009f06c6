using System.Globalization;
using CoinPilot.Harness;
using Xunit;

namespace CoinPilot.Boots;

/// <summary>What a stack served since a boot, in seconds since its first process began.</summary>
/// <param name="DownFor">Until all that was waited for served for good; null when it never did.</param>
internal sealed record BootWatch(TimeSpan? DownFor, string Timeline)
{
    // Neither a refresh, a judgement nor a way back is under way: what is served now is what stays.
    private const string Settled = "[ $boot != active ] && [ $boot != activating ] && { [ $unit = active ] || [ $sub = auto-restart ] || [ $sub = auto-restart-queued ]; }";

    /// <summary>Looks once a second, until the boot is over and the services have served for some seconds, or the limit is reached.</summary>
    public static async Task<BootWatch> UntilServedAsync(HostProbe probe, IReadOnlyDictionary<string, string> pages, TimeSpan limit)
    {
        var asked = string.Join(' ', pages.Select(page =>
            $"serves {page.Key} '{page.Value}' || bad=\"$bad {page.Key}\";"));
        var output = await probe.OutputOfAsync($$$"""
            serves() { ip=$(docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' {{{MatrixHost.App}}}-$1 2>/dev/null); [ -n "$ip" ] && [ "$(curl -s -m 1 http://$ip/)" = "$2" ]; }
            booted=$(awk '{print int($22 / 100)}' /proc/1/stat); good=0; last= # the kernel, and so its uptime, is shared with the lab's other hosts
            while read -r now _ </proc/uptime && now=$((${now%.*} - booted)) && [ $now -lt {{{limit.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)}}} ]; do
              bad=; {{{asked}}}
              boot=$(systemctl show -P ActiveState {{{MatrixHost.App}}}-boot.service); unit=$(systemctl show -P ActiveState {{{MatrixHost.App}}}-compose.service); sub=$(systemctl show -P SubState {{{MatrixHost.App}}}-compose.service)
              [ "$last" = "$bad/$boot/$unit" ] || echo "$now s: down:${bad:- nothing}, unit $unit $sub, boot gate $boot"
              last=$bad/$boot/$unit
              if [ -n "$bad" ]; then good=0; since=; else since=${since:-$now}; if {{{Settled}}}; then good=$((good + 1)); fi; fi
              [ $good -lt 6 ] || { echo "served $since"; exit; }
              sleep 1
            done
            """);
        TestContext.Current.TestOutputHelper?.WriteLine(output);
        var end = output.Split('\n')[^1].Split(' ');
        return new(end[0] == "served" ? TimeSpan.FromSeconds(int.Parse(end[1], CultureInfo.InvariantCulture)) : null, output);
    }
}
