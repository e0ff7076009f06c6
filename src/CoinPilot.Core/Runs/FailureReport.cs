using System.Collections.Immutable;
using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Reporting;

namespace CoinPilot.Runs;

/// <summary>Of the services that are not up: what Compose says of them, then their last words, health output and log lines.</summary>
public static class FailureReport
{
    /// <param name="ps">What an operator would type first; null where it was not asked for.</param>
    public static async Task ShowAsync(HostClient host, ImmutableArray<ServiceHealth> services, ComposePs? ps, IReporter reporter, CancellationToken ct)
    {
        var down = services.Where(service => service.Standing is ServiceStanding.Down or ServiceStanding.Waiting).Select(service => service.Service).ToImmutableArray();
        if (down.IsEmpty)
        {
            return;
        }

        if (ps is not null)
        {
            Show(ps, down, reporter);
        }

        var said = await host.ExplainAsync(down, ct).ConfigureAwait(false);
        Show(said.Select(words => (words.Service, words.Health)), "last health output", reporter);
        Show(said.Select(words => (words.Service, words.Log)), "last log lines", reporter);
    }

    private static void Show(ComposePs ps, ImmutableArray<string> down, IReporter reporter)
    {
        if (ps.Trouble is { } trouble)
        {
            reporter.Line("gate", LineStatus.Warn, $"docker compose ps could not be read: {trouble}");
        }
        else if (ps.TableOf(down) is { Length: > 0 } table)
        {
            reporter.Line("gate", LineStatus.Fail, "docker compose ps says:");
            reporter.Block("gate", table);
        }
        else
        {
            reporter.Line("gate", LineStatus.Fail, $"docker compose ps names no container of {string.Join(", ", down)}");
        }
    }

    private static void Show(IEnumerable<(string Service, string Text)> said, string title, IReporter reporter)
    {
        foreach (var (service, text) in said.Where(words => !string.IsNullOrWhiteSpace(words.Text)))
        {
            reporter.Line("gate", LineStatus.Fail, $"{service}: {title}:");
            reporter.Block("gate", text.Trim());
        }
    }
}
