using System.Globalization;
using CoinPilot.Agent.Processes;
using CoinPilot.Inspection;
using CoinPilot.Notifications;

namespace CoinPilot.Agent.Notifying;

/// <summary>By the host's own curl(1), or by its sendmail(8). TLS of our own would not fit into the agent's bar (D100).</summary>
public sealed class NoticeSender : INoticeSender
{
    internal const string Curl = "/usr/bin/curl";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    // Where Debian, Fedora and Alpine have it.
    private static readonly string[] Sendmails = ["/usr/sbin/sendmail", "/usr/lib/sendmail"];

    public Task<string?> SendAsync(NoticePayload payload, CancellationToken ct) => payload switch
    {
        WebPayload web => PostAsync(web, ct),
        MailPayload mail => MailAsync(mail, ct),
        _ => throw new NotSupportedException(payload.GetType().Name),
    };

    private static async Task<string?> PostAsync(WebPayload web, CancellationToken ct)
    {
        if (!File.Exists(Curl))
        {
            return $"this host has no {Curl}, by which messages are sent over TLS: apt-get install curl ca-certificates, or dnf install curl";
        }

        // -q: no settings of root's own, which could turn the verification of certificates off.
        var ended = await (HostCommand.Of(Curl, Bound + TimeSpan.FromSeconds(2), "-q", "--config", "-") with { Input = CurlConfig.Of(web, Bound), Environment = CleanEnvironment.With() }).RunAsync(ct).ConfigureAwait(false);
        return ended.Succeeded ? Judge(ended.Output) : TroubleOf(ended);
    }

    private static string? Judge(string status) => status switch
    {
        ['2', _, _] => null,
        ['3', _, _] => $"it answers {status}: a redirect is not followed; give the address that it leads to",
        [>= '1' and <= '5', _, _] => $"it answers {status}",
        _ => "what answers there speaks no HTTP",
    };

    // curl(1), EXIT CODES; what it says itself names the host at most.
    private static string TroubleOf(CommandOutput ended) => ended.ExitCode switch
    {
        28 or HostCommand.TimedOut => string.Create(CultureInfo.InvariantCulture, $"no answer within {Bound.TotalSeconds:0} s"),
        60 or 77 => $"its certificate is refused ({Said(ended)}); a host without the package ca-certificates trusts nobody",
        1 or 4 => $"this host's curl has no TLS ({Said(ended)})",
        _ => Said(ended),
    };

    private static async Task<string?> MailAsync(MailPayload mail, CancellationToken ct)
    {
        if (Array.Find(Sendmails, File.Exists) is not { } program)
        {
            return "this host has no /usr/sbin/sendmail; install one (msmtp-mta, postfix), or choose another kind";
        }

        var ended = await (HostCommand.Of(program, Bound + TimeSpan.FromSeconds(5), "-i", "-t") with { Input = mail.Text }).RunAsync(ct).ConfigureAwait(false);
        return ended.Succeeded ? null : string.Create(CultureInfo.InvariantCulture, $"{program} ended with {ended.ExitCode}: {Said(ended)}");
    }

    private static string Said(CommandOutput ended) => TerminalText.Cell(ended.Error.Trim().Split('\n')[0]) is { Length: > 0 } said ? said : string.Create(CultureInfo.InvariantCulture, $"exit code {ended.ExitCode}");
}
