using System.Collections.Immutable;
using CoinPilot.Health;
using CoinPilot.Hosts;
using CoinPilot.Protocol;
using CoinPilot.Releases;
using CoinPilot.Reporting;

namespace CoinPilot.Runs;

/// <summary>What the containers do while the start is waited for: a line whenever a service's state changes.</summary>
public sealed class StartProgress(IReporter reporter)
{
    /// <summary>Waits for <paramref name="work"/> and shows the stack until it is done; a watch that breaks doesn't break the work.</summary>
    public async Task<T> DuringAsync<T>(HealthGate gate, StackWatch watch, Task<T> work, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var watching = WatchAsync(gate, watch, stop.Token);
        try
        {
            return await work.ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await watching.ConfigureAwait(false);
        }
    }

    private async Task WatchAsync(HealthGate gate, StackWatch watch, CancellationToken ct)
    {
        try
        {
            var shown = new Dictionary<string, string>();
            await foreach (var sample in watch.ReadAsync(ct).ConfigureAwait(false))
            {
                Show(gate, sample, shown);
            }
        }
        catch (OperationCanceledException)
        {
            // The work is done, or the operator stopped it: the caller knows which.
        }
        catch (Exception error) when (error is DeploymentException or FormatException)
        {
            reporter.Line("start", LineStatus.Warn, $"the stack cannot be watched: {error.Message}");
        }
    }

    private void Show(HealthGate gate, StackSample sample, Dictionary<string, string> shown)
    {
        // The first sample is how things stood before; only what changes is news.
        var isFirst = shown.Count == 0;
        foreach (var service in gate.Services)
        {
            var line = Describe(service, sample);
            if (shown.GetValueOrDefault(service.Service) is not { } last || last != line)
            {
                shown[service.Service] = line;
                if (!isFirst)
                {
                    reporter.Line("start", LineStatus.Wait, $"{service.Service} {line}");
                }
            }
        }
    }

    private static string Describe(ServiceBudget service, StackSample sample)
    {
        ImmutableArray<ContainerState> own = [.. sample.Containers.Where(container => container.Service == service.Service)];
        return ServiceSignal.Trouble(service, own) ?? ServiceSignal.Good(service, own);
    }
}
