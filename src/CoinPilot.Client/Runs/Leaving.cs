using CoinPilot.Options;
using CoinPilot.Releases;
using CoinPilot.Stack;

namespace CoinPilot.Runs;

/// <summary>What is said, and the exit status, when the operator leaves in the middle: what the host does by itself, and when.</summary>
public static class Leaving
{
    /// <param name="revertsAt">When the host goes back by itself, where that is known.</param>
    public static (string Message, int ExitStatus) Of(HostChange change, AppName app, DateTimeOffset? revertsAt)
    {
        var status = $"; then {Commands.Status}";
        var at = revertsAt is { } time ? $" at {time.ToLocalTime():HH:mm:ss}" : "";
        return change switch
        {
            HostChange.Nothing => ("left; what runs on the host was not touched", ExitStatus.Failure),
            HostChange.Pending => ($"left in the middle of a switch: the host goes back by itself{at}{status}", ExitStatus.ContactLost),
            HostChange.Confirming => ($"left in the middle of the confirmation: the host keeps the release if that arrived, else it goes back by itself{at}{status}", ExitStatus.ContactLost),
            HostChange.Confirmed => ($"left after the confirmation: the host keeps the release{status}", ExitStatus.Failure),
            HostChange.Reverting => ($"left on the way back: the host ends it by itself{status}", ExitStatus.ContactLost),
            HostChange.Removing => ($"left while {app} is removed: the host ends that by itself; then {Commands.Remove}, which says what is left", ExitStatus.ContactLost),
            HostChange.Rebooting => ($"left after the host was told to reboot: it comes back by itself, and its unit starts the stack{status}", ExitStatus.ContactLost),
            _ => throw new ArgumentOutOfRangeException(nameof(change), change, null),
        };
    }
}
