using System.Globalization;
using CoinPilot.Hosts;
using CoinPilot.Logs;
using CoinPilot.Protocol;

namespace CoinPilot.Host.Shell;

/// <summary>The events that the facts of one verb tell, as they come.</summary>
public sealed class ShellEvents(Action<AgentEvent>? onEvent)
{
    private readonly List<ContainerState> containers = [];
    private readonly List<string> processes = [];
    private StackSample last = new(TimeSpan.Zero, [], ComposePs.None);
    private string? trouble;
    private TimeSpan uptime;
    private bool same;
    private bool unreadable;
    private bool isSampling;

    public void Take(string name, string value)
    {
        if (onEvent is null)
        {
            return;
        }

        switch (name)
        {
            case "say":
                onEvent(new Said(value));
                break;
            case "warning":
                onEvent(new Warned(value));
                break;
            case "confirmed":
                onEvent(new ReleaseKept(value));
                break;
            case "log-now" when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var now):
                onEvent(new LogBegan(DateTimeOffset.FromUnixTimeSeconds(now)));
                break;
            case "line":
                onEvent(new LogWritten(LogLine.Parse(value)));
                break;
            case "sample":
                Begin(value);
                break;
            case "end" when isSampling:
                End();
                break;
            default:
                Collect(name, value);
                break;
        }
    }

    private void Begin(string value)
    {
        uptime = TimeSpan.FromTicks((long)(decimal.Parse(value, CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond));
        containers.Clear();
        processes.Clear();
        trouble = null;
        same = false;
        unreadable = false;
        isSampling = true;
    }

    // Only a sample has an end: other verbs tell facts of the same names.
    private void Collect(string name, string value)
    {
        switch (isSampling ? name : "")
        {
            case "unreadable":
                // The engine did not answer; that says nothing about the containers.
                unreadable = true;
                break;
            case "container":
                containers.Add(ShellContainer.Parse(value));
                break;
            case "same":
                same = true;
                break;
            case "ps":
                processes.Add(value);
                break;
            case "ps-unreadable":
                trouble = value;
                break;
            default:
                break;
        }
    }

    private void End()
    {
        isSampling = false;
        if (unreadable)
        {
            return;
        }

        last = same
            ? last with { Uptime = uptime }
            : new(uptime, [.. containers.Where(container => !container.IsOneOff)], ComposePs.Parse(processes, trouble));
        onEvent!(last);
    }
}
