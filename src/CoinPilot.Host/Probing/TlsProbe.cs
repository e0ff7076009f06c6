using System.Globalization;
using CoinPilot.Agent.Notifying;
using CoinPilot.Agent.Processes;
using CoinPilot.Health;
using CoinPilot.Inspection;

namespace CoinPilot.Agent.Probing;

/// <summary>One GET over TLS, by the host's own curl(1), as messages are sent (D100): its certificate is verified.</summary>
internal static class TlsProbe
{
    public static async Task<ProbeOutcome> AskAsync(string address, ServiceProbe probe, CancellationToken ct)
    {
        if (!File.Exists(NoticeSender.Curl))
        {
            return new($"was not asked: this host has no {NoticeSender.Curl}, by which https is asked");
        }

        // Whoever asks keeps the time; curl's own bound is for the case that nobody does any more.
        var bound = probe.Timeout + TimeSpan.FromSeconds(2);
        var ended = await (HostCommand.Of(NoticeSender.Curl, bound, "-q", "--config", "-") with { Input = CurlConfig.OfGet(address, bound), Environment = CleanEnvironment.With() }).RunAsync(ct).ConfigureAwait(false);
        return !ended.Succeeded ? new($"was not reached: {TerminalText.Cell(ended.Error.Trim().Split('\n')[0])}")
            : !int.TryParse(ended.Output, NumberStyles.None, CultureInfo.InvariantCulture, out var answer) || answer == 0 ? new("answered what is no HTTP")
            : ProbeStatus.IsGood(probe.Status, answer) ? ProbeOutcome.Passed
            : new(string.Create(CultureInfo.InvariantCulture, $"answered {answer}"));
    }
}
