using System.Collections.Immutable;
using System.Globalization;

namespace CoinPilot.Hosts;

/// <summary>The check of this machine's clock against the host's.</summary>
public static class ClockSkew
{
    // Times on screen are this machine's, those in the host's journal the host's; below this nobody is misled.
    private static readonly TimeSpan Bearable = TimeSpan.FromSeconds(30);

    /// <summary>A warning when the clocks differ; an error when a release made now would sort before one that is on the host.</summary>
    /// <param name="asked">When the host was asked for its state, by this machine's clock.</param>
    /// <param name="answered">When its answer had arrived.</param>
    /// <param name="release">The id of the release that is to be deployed.</param>
    public static ImmutableArray<Diagnostic> Check(HostState host, DateTimeOffset asked, DateTimeOffset answered, string release)
    {
        var skew = host.Now < asked - Second ? asked - host.Now : host.Now > answered + Second ? host.Now - answered : TimeSpan.Zero;
        var newest = host.Releases.Select(known => known.Id).Append("").Max(StringComparer.Ordinal)!;
        var which = host.Now < asked ? "behind" : "ahead of";
        if (string.CompareOrdinal(release, newest) < 0)
        {
            return
            [
                new("clock-order", Severity.Error,
                    $"A release made now would be called {release}, older than {newest}, which is on the host: a rollback would take the wrong one.",
                    new(host.Hostname), $"set this machine's clock right (the host's is {Text(skew)} {which} it)"),
            ];
        }

        return skew <= Bearable ? [] :
        [
            new("clock-skew", Severity.Warning,
                $"The host's clock is {Text(skew)} {which} this machine's: times on screen and in the host's journal differ by that.",
                new(host.Hostname), "timedatectl set-ntp true, on whichever is wrong"),
        ];
    }

    // The host says whole seconds.
    private static TimeSpan Second => TimeSpan.FromSeconds(1);

    private static string Text(TimeSpan span) => span < TimeSpan.FromMinutes(2)
        ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} h {span.Minutes} min");
}
