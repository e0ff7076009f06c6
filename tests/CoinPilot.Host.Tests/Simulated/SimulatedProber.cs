using CoinPilot.Agent.Probing;
using CoinPilot.Health;

namespace CoinPilot.Simulated;

/// <summary>Services that answer as a test wants it.</summary>
internal sealed class SimulatedProber : IProber
{
    /// <summary>What was asked, in order, with its variables put in.</summary>
    public List<(string Question, string Folder)> Asked { get; } = [];

    public Func<ServiceProbe, CancellationToken, Task<ProbeOutcome>> Answer { get; set; } = (_, _) => Task.FromResult(ProbeOutcome.Passed);

    public Task<ProbeOutcome> AskAsync(ServiceProbe probe, string folder, CancellationToken ct)
    {
        Asked.Add((probe.ToString(), folder));
        return Answer(probe, ct);
    }
}
