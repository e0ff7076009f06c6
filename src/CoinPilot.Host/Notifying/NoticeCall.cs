using System.Globalization;
using CoinPilot.Agent.Files;
using CoinPilot.Agent.Observation;
using CoinPilot.Agent.Serving;
using CoinPilot.Agent.Systemd;

namespace CoinPilot.Agent.Notifying;

/// <summary>Asks for a round as a unit of its own, and waits for nothing of it: a dead webhook must not delay whoever asks (D100).</summary>
internal static class NoticeCall
{
    /// <summary>Does nothing where nobody is to be told. What keeps it from being asked for is said; the minute of the watch makes up for it.</summary>
    public static async Task BeginAsync(HostParts host, AppPlaces places, VerbContext context, TimeSpan? after = null)
    {
        if (!host.Files.IsFile(places.NotifyFile))
        {
            return;
        }

        // A name of its own: another round may be about to end, and would see nothing of what is new.
        TransientUnit unit = new(
            places.OwnUnit(string.Create(CultureInfo.InvariantCulture, $"notify-{(long)host.Clock.Uptime.TotalMilliseconds}")),
            [host.ProgramPath, "notify", "--app", places.App.Text],
            ["Type=exec", "UMask=0077", "StandardOutput=journal", "StandardError=journal"])
        {
            Description = $"Tells what happened to {places.App} (notify.json)",
            IsQueued = true,
            After = after,
        };
        try
        {
            if (await host.Systemd.RunTransientAsync(unit, CancellationToken.None).ConfigureAwait(false) is { } why)
            {
                await context.SayAsync($"who is to be told is told by the watch's next look: {why}").ConfigureAwait(false);
            }
        }
        catch (SystemdRefusedException refused)
        {
            await context.SayAsync($"who is to be told is told by the watch's next look: {refused.Message}").ConfigureAwait(false);
        }
    }
}
