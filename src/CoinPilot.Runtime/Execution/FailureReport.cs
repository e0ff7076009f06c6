using System.Collections.Immutable;
using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Reporting;

namespace CoinPilot.Execution;

/// <summary>The last words of the services that are not up: log lines and health output, as the operator wants them.</summary>
public static class FailureReport
{
    public static async Task ShowAsync(HostClient host, ImmutableArray<ServiceHealth> services, IReporter reporter, CancellationToken ct)
    {
        var down = services.Where(service => service.Standing is ServiceStanding.Down or ServiceStanding.Waiting).Select(service => service.Service).ToArray();
        if (down.Length == 0)
        {
            return;
        }

        var facts = await host.ExplainAsync(down, ct).ConfigureAwait(false);
        Show(facts, "health", "last health output", reporter);
        Show(facts, "log", "last log lines", reporter);
    }

    private static void Show(HostFacts facts, string fact, string title, IReporter reporter)
    {
        foreach (var (service, encoded) in facts.Pairs(fact))
        {
            if (HostFacts.Decode(encoded).Trim() is { Length: > 0 } text)
            {
                reporter.Line("gate", LineStatus.Fail, $"{service}: {title}:");
                reporter.Block("gate", text);
            }
        }
    }
}
